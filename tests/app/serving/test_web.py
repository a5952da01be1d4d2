from app.config import Settings
from app.serving.web import arguments


def test_gunicorn_gets_the_settings() -> None:
    line = arguments(Settings(port=9001, workers=3, threads=2, request_timeout=17))
    assert {"--bind=127.0.0.1:9001", "--workers=3", "--threads=2", "--timeout=17"} <= set(line)
    assert {"--preload", "--no-control-socket", "--worker-class=gthread"} <= set(line)
