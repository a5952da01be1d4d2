from app.answers.openapi_tiles import tile_paths


def test_tiles_are_described_with_every_part_of_their_address() -> None:
    area, layer = ({"name": name, "in": "path"} for name in ("area", "layer"))
    paths = tile_paths(area, layer, {"name": "lang", "in": "query"}, {"description": "Problem"})
    operation = paths["/tiles/{area}/{layer}/{zoom}/{column}/{row}.mvt"]["get"]
    limits = {
        one["name"]: one["schema"].get("maximum")
        for one in operation["parameters"]
        if one["in"] == "path" and "schema" in one
    }
    assert limits == {"zoom": 16, "column": 65_535, "row": 65_535}
    assert set(operation["responses"]) == {"200", "204", "304", "default"}
    assert "application/vnd.mapbox-vector-tile" in operation["responses"]["200"]["content"]
