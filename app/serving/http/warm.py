"""What first requests would load, loaded before the first: templates and late modules."""

from flask import Flask


def warm(app: Flask) -> None:
    """Compile every page of `app`, so that no reader waits for it and all workers share it."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
