"""The web server: its command, its worker, and how slow a client may be.

Nothing is imported here: its settings are run by path before anything else.
"""
