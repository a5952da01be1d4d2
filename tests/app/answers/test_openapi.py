import re
from pathlib import Path

from app.analyses import ANALYSES
from app.answers.openapi import describe_api
from app.standards import Standards, suited

STANDARDS = Standards(Path("none")).all()
SPECIFICATION = describe_api("/api/v1", STANDARDS)


def _references(value):
    if isinstance(value, dict):
        yield from (v for k, v in value.items() if k == "$ref")
        for one in value.values():
            yield from _references(one)
    elif isinstance(value, list):
        for one in value:
            yield from _references(one)


def test_every_route_of_the_api_is_described(app) -> None:
    routes = {
        re.sub(r"<(?:int:)?(\w+)>", r"{\1}", rule.rule.replace("<slug>", "<area>"))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api/", "/tiles/", "/healthz", "/readyz"))
    }
    assert set(SPECIFICATION["paths"]) == routes


def test_every_parameter_of_every_analysis_is_described() -> None:
    for analysis in ANALYSES.values():
        operation = SPECIFICATION["paths"][f"/api/v1/areas/{{area}}/{analysis.path}"]["get"]
        described = {one["name"]: one for one in operation["parameters"]}
        assert set(described) == {*analysis.parameters.model_fields, "area", "f", "lang"}
        assert described["f"]["schema"]["enum"] == list(analysis.formats)
        for one in described.values():
            assert one["schema"]["type"] in {"string", "number", "integer", "boolean"}
            assert one["in"] in {"query", "path"}


def test_choices_limits_and_defaults_are_told() -> None:
    operation = SPECIFICATION["paths"]["/api/v1/areas/{area}/coverage"]["get"]
    described = {one["name"]: one for one in operation["parameters"]}
    assert described["radius"]["schema"] == {"type": "number", "minimum": 1, "maximum": 20_000}
    assert described["facility"]["required"] is True
    assert described["metric"]["schema"]["enum"] == ["euclidean", "walking"]
    gaps = SPECIFICATION["paths"]["/api/v1/areas/{area}/gaps"]["get"]["parameters"]
    standard = next(one for one in gaps if one["name"] == "standard")
    assert standard["schema"]["enum"] == sorted(STANDARDS)


def test_only_standards_that_can_answer_are_offered() -> None:
    """Kind of fault: a choice that is offered and then refused, or that changes nothing."""
    for name, judging in {
        "park-coverage": 7,
        "smallest-fix": 1,
        "coverage/at": 4,
        "priorities": 9,
    }.items():
        told = SPECIFICATION["paths"][f"/api/v1/areas/{{area}}/{name}"]["get"]["parameters"]
        offered = next(one for one in told if one["name"] == "standard")["schema"]
        assert len(offered["enum"]) == judging
        assert offered["default"] in offered["enum"]
        (analysis,) = (one for one in ANALYSES.values() if one.path == name)
        assert offered["enum"] == sorted(suited(analysis.parameters, STANDARDS))


def test_every_reference_leads_somewhere_and_every_path_names_its_parts() -> None:
    schemas = SPECIFICATION["components"]["schemas"]
    for reference in _references(SPECIFICATION):
        assert reference.removeprefix("#/components/schemas/") in schemas
    for path, item in SPECIFICATION["paths"].items():
        for operation in item.values():
            named = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
            assert named == set(re.findall(r"\{(\w+)\}", path))
            assert "default" in operation["responses"]
            assert {"200", "201", "204"} & set(operation["responses"])
    assert SPECIFICATION["openapi"] == "3.1.0"
