"""Entrances in one cell: read in one pass, refused with their row where they cannot be used."""

import numpy as np
import pytest
from shapely.geometry import Point, box

from layers.catalogue import layer_type
from layers.crs.china import wgs84_to_bd09, wgs84_to_gcj02
from layers.formats import ReadOptions
from layers.intake.entrances import MOST_ENTRANCES, read_entrances
from layers.intake.examine import IntakeContext, examine
from layers.intake.schema import check
from tests.builders.frames import lonlat_frame
from tests.builders.processes import within

SITE = box(116.40, 39.90, 116.41, 39.91)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("116.40 39.90; 116.41,39.91", [(116.40, 39.90), (116.41, 39.91)]),
        ("116.40，39.90；116.41 39.91；", [(116.40, 39.90), (116.41, 39.91)]),
        ("116.40 , 39.90 | +116.41\t39.91", [(116.40, 39.90), (116.41, 39.91)]),
        ("  ", []),
        (None, []),
        ("the south gate", None),
        ("116.40 39.90; gate", None),
        ("116.40 39.90 116.41 39.91", None),
        ("116.40,,39.90", None),
        ("39.90 116.40", None),
        ("1e2 39.9", None),
        ("nan inf", None),
        ("١١٦.٤ ٣٩.٩", None),
        ("{{7*7}}", None),
        ("; ".join(["116.40 39.90"] * MOST_ENTRANCES), [(116.40, 39.90)] * MOST_ENTRANCES),
        ("; ".join(["116.40 39.90"] * (MOST_ENTRANCES + 1)), None),
    ],
)
def test_pairs_of_degrees_are_read_whole_or_not_at_all(text, found) -> None:
    assert read_entrances(text) == found


@pytest.mark.parametrize(
    "cell", ["1" + " " * 60_000 + "x", "1 " * 30_000, ";" * 60_000, "1" * 60_000 + " 2"]
)
def test_no_cell_holds_the_reader(cell) -> None:
    """Kind: a pattern whose parts can share what they match; this one took 30 s, and its square."""
    with within(0.1):
        assert read_entrances(cell) is None


def _found(*cells: object, layer: str = "primary_schools"):
    frame = lonlat_frame([SITE] * len(cells), entrances=list(cells), name=list(map(str, cells)))
    clean, problems = check(frame, layer_type(layer))
    return len(clean), [(one.row, one.field, one.code, one.severity) for one in problems]


def test_an_import_names_the_row_of_each_cell_that_cannot_be_used() -> None:
    """Kind: a value that a reader drops without a word."""
    # 116.43 lies 0.02 degrees east of the site: 1,706 m at 39.9 degrees north; 116.44 lies 2,559 m.
    kept, found = _found(
        "116.405 39.90", "south gate", "0 0", "116.43 39.905", "116.44 39.905; 116.405 39.9", None
    )
    assert kept == 3
    assert found == [
        (2, "entrances", "entrances_unreadable", "error"),
        (3, "entrances", "entrances_far", "error"),
        (5, "entrances", "entrances_far", "error"),
    ]


def test_the_distance_is_told() -> None:
    frame = lonlat_frame([Point(116.4, 39.9)], entrances=["116.4 39.95"])
    _, (problem,) = check(frame, layer_type("primary_schools"))
    # 0.05 degrees of latitude are 5.6 km.
    assert problem.text("en") == "an entrance lies 5.6 km from its facility"
    assert problem.text("zh") == "有出入口距该设施 5.6 公里"


def test_a_row_without_a_shape_and_a_kind_without_the_column_say_nothing_of_them() -> None:
    frame = lonlat_frame([None], entrances=["116.4 39.9"])
    _, problems = check(frame, layer_type("primary_schools"))
    assert [one.code for one in problems] == ["geometry_missing"]
    assert _found("south gate", layer="kindergartens") == (1, [])


@pytest.mark.parametrize("offset", ["gcj02", "bd09"])
def test_entrances_move_with_the_shapes_of_their_file(offset, tmp_path) -> None:
    """Kind: places told in two ways, of which a shift is undone in one.

    A school and its two gates, 100 m apart, drawn on a web map some hundred metres off.
    """
    true = [(116.4, 39.9), (116.401, 39.9), (116.4, 39.901)]
    forward = {"gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}[offset]
    school, east, north = (tuple(map(float, forward(*pair))) for pair in true)
    assert abs(east[0] - 116.401) > 0.004
    path = tmp_path / "schools.csv"
    gates = f"{east[0]:.9f} {east[1]:.9f}; {north[0]:.9f},{north[1]:.9f}"
    rows = ["name,lon,lat,entrances", f'a,{school[0]},{school[1]},"{gates}"',
            f"b,{school[0]},{school[1] + 0.01},"]  # fmt: skip
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    taken = examine(path, layer_type("primary_schools"), IntakeContext(), ReadOptions(crs=offset))
    assert not taken.refused
    found = read_entrances(taken.frame["entrances"].iloc[0])
    assert np.ravel(found) == pytest.approx(np.ravel(true[1:]), abs=1e-6)
    assert taken.frame["entrances"].iloc[1] is None
    (note,) = [one for one in taken.problems if one.code == "entrances_converted"]
    assert (note.severity, note.values["count"]) == ("repaired", 1)
    plain = examine(path, layer_type("primary_schools"), IntakeContext(), ReadOptions())
    assert plain.frame["entrances"].iloc[0] == gates
