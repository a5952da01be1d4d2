"""The web application that gunicorn and the `flask` command find by themselves."""

from app import create_app

app = create_app()
