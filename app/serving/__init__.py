"""`flask serve`: what keeps the database, the computing and the web alive, and who they run as.

`supervisor` starts the children declared in `children`, restarts each by itself, and ends them in
order. `keeper` does the same for the embedded database. As root the children run as a system user
of their own (`account`), which an `enclosure` lets reach the program and nothing else.
"""
