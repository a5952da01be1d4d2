"""Options and limits: fixed once given, each one explained, no folder shown."""

import dataclasses
from pathlib import Path

import pytest

from layers.formats.options import MEBIBYTE, Limits, ReadOptions


@pytest.mark.parametrize(
    ("path", "display_name", "shown"),
    [
        ("/var/upload/0f8e", "规划图层.geojson", "规划图层.geojson"),
        ("/var/upload/社区.gpkg", None, "社区.gpkg"),
        ("/var/upload/社区.gpkg", "", "社区.gpkg"),
    ],
)  # fmt: skip
def test_the_name_shown_is_the_users_and_never_a_folder(path, display_name, shown):
    assert ReadOptions(display_name=display_name).name_of(Path(path)) == shown


def test_by_default_all_is_found_out_from_the_file():
    options = ReadOptions()
    assert (options.crs, options.encoding, options.layer_name) == (None, None, None)
    assert (dict(options.rename), dict(options.where), options.skip_errors) == ({}, {}, False)
    assert options.limits == Limits()


@pytest.mark.parametrize("kind", [Limits, ReadOptions])
def test_nothing_changes_once_given(kind):
    for field in dataclasses.fields(kind):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(kind(), field.name, None)


def test_options_do_not_share_their_mappings():
    assert ReadOptions().rename is not ReadOptions().rename


@pytest.mark.parametrize("field", dataclasses.fields(ReadOptions), ids=lambda field: field.name)
def test_every_option_is_explained(field):
    assert f"\n    {field.name}\n" in (ReadOptions.__doc__ or "")


def test_the_limits_agree_with_each_other():
    limits = Limits()
    assert all(getattr(limits, field.name) > 0 for field in dataclasses.fields(Limits))
    # a file that is accepted, unpacked and held once as text must fit
    assert limits.file_bytes + limits.unpacked_bytes < limits.memory_bytes
    # a row takes a point at the least
    assert limits.rows <= limits.vertices
    assert MEBIBYTE == 2**20
