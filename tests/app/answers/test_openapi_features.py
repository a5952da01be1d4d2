from app.answers.openapi_features import feature_paths


def test_every_write_of_a_feature_needs_if_match_and_says_what_follows_without() -> None:
    place = [{"name": name, "in": "path"} for name in ("area", "layer")]
    paths = feature_paths("/api/v1", place, {"name": "lang", "in": "query"}, {"description": "P"})
    writes = [
        operation
        for item in paths.values()
        for method, operation in item.items()
        if method != "get"
    ]
    assert len(writes) == 5
    for operation in writes:
        assert "If-Match" in [one["name"] for one in operation["parameters"]]
        assert {"412", "428"} <= set(operation["responses"])
