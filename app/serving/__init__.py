"""`flask serve`: what keeps the database, the computing and the web alive, and who they run as.

`supervisor` starts the children declared in `children`, restarts each by itself, and ends them in
order. `keeper` does the same for the embedded database. As root the children run as a system user
of their own (`account`), which an `enclosure` lets reach the program and nothing else.

`web` is the command of the web server. The settings of gunicorn stand in `gunicorn_settings.py`,
which gunicorn alone may run: it makes the whole process cooperative (gevent). `Worker` in
`worker.py` bounds how slow a client may be.
"""

from app.serving.http.command import address, arguments

__all__ = ["address", "arguments"]
