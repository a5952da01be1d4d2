"""The web server: its command line, its settings, and the pace that it asks of clients.

`arguments` is the command that serves the application, `address` where it then answers. The
settings of gunicorn stand in `gunicorn_settings.py`, which gunicorn alone may run: it makes the
whole process cooperative (gevent). `Worker` in `worker.py` bounds how slow a client may be.
"""

from app.serving.web import address, arguments

__all__ = ["address", "arguments"]
