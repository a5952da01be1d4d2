from flask.testing import FlaskClient

from app.language import COOKIE

PAGE = "/areas/dongcheng/plan-figures"


def test_the_language_of_the_address_wins_and_is_remembered(client: FlaskClient) -> None:
    page = client.get(f"{PAGE}?lang=zh")
    assert "规划数据核对" in page.text
    assert client.get_cookie(COOKIE) is not None
    assert "规划数据核对" in client.get(PAGE).text
    assert "Figures of the plan" in client.get(f"{PAGE}?lang=en").text


def test_without_a_choice_the_browser_decides(client: FlaskClient) -> None:
    assert "Figures of the plan" in client.get(PAGE).text
    chinese = client.get(PAGE, headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"})
    assert "规划数据核对" in chinese.text
    assert client.get_cookie(COOKIE) is None


def test_an_answer_of_the_api_sets_no_cookie(client: FlaskClient) -> None:
    client.get("/api/v1/areas?lang=zh")
    assert client.get_cookie(COOKIE) is None


def test_an_unknown_language_is_refused_and_not_remembered(client: FlaskClient) -> None:
    assert client.get(f"{PAGE}?lang=xx").status_code == 422
    assert client.get_cookie(COOKIE) is None
