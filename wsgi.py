"""The web application that gunicorn and the `flask` command find by themselves."""

from app import create_app
from app.problems import logs

logs.configure()
app = create_app()
