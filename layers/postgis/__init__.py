"""The server, its tables and who may do what.

Begin with `server.running` for the embedded cluster, `database` for engines and migrations, and
`tables`; rights are declared in `roles`.
"""
