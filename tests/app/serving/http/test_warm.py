from app.serving.http.warm import warm


def test_every_page_is_compiled_before_the_first_request(empty_app) -> None:
    empty_app.jinja_env.cache.clear()
    warm(empty_app)
    names = {key[1] for key in empty_app.jinja_env.cache}
    assert {"workbench.html", "result.html", "error.html"} <= names
