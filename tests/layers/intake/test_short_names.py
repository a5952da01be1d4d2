"""Headings in two rows: the lower name is taken where the layer knows it alone."""

from shapely.geometry import Point

from layers.catalogue import LAYER_TYPES
from layers.formats.raw import RawLayer
from layers.intake.short_names import with_short_names
from tests.builders.frames import lonlat_frame

KIND = LAYER_TYPES["health_centers"]


def _columns(short, asked=(), **more):
    frame = lonlat_frame([Point(1, 2)], **{name: [1] for name in (*short, *more)})
    raw = with_short_names(RawLayer(frame, "CSV", short=short), KIND, asked)
    return [name for name in raw.frame.columns if name != "geometry"]


def test_a_name_of_the_layer_is_taken_and_a_joined_one_kept():
    short = {"基本情况名称": ["名称"], "建筑面积": ["面积"], "人口男": ["男"]}
    assert _columns(short) == ["名称", "建筑面积", "人口男"]


def test_a_name_that_says_nothing_stays_whole():
    assert _columns({"左名称": ["名称"], "右名称": ["名称"]}) == ["左名称", "右名称"]
    assert _columns({"左名称": ["名称"]}, 名称=1) == ["左名称", "名称"]


def test_the_user_may_write_either_name():
    assert _columns({"人口男": ["男"]}, {"男"}) == ["男"]
    assert _columns({"基本情况名称": ["名称"]}, {"基本情况名称"}) == ["基本情况名称"]
