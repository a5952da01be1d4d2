import numpy as np
import pytest

from app.analyses.green.green_cover import CoverParameters, compute
from app.problems.errors import MissingLayerError, ParameterError
from layers.store.rasters import MissingRasterError


def test_percents_of_canopy_by_community_and_in_all(town, put):
    put("canopy", np.array([100, 50, 0, 255], dtype="uint8"), nodata=255)
    found = compute(town, CoverParameters())
    assert found.stated["raster"] == "canopy"
    assert found.rows["canopy_ratio"].tolist() == [0.75, 0.0]
    assert found.rows["valid_share"].tolist() == [1.0, 0.5]
    assert found.rows["canopy_ratio_high"].tolist() == [0.75, 0.5]
    assert found.total["canopy_ratio"] == pytest.approx(0.5)
    assert found.total["valid_share"] == 0.75
    assert found.rows["name"].tolist() == ["West", "East"]


def test_land_cover_by_codes_and_an_index_by_its_threshold(town, put):
    put("land_cover", np.array([10, 20, 50, 60], dtype="uint8"))
    put("ndvi", np.array([0.1, 0.4, 0.6, 0.2], dtype="float32"))
    assert compute(town, CoverParameters(by="area")).stated["raster"] == "ndvi"
    index = compute(town, CoverParameters(raster="ndvi", threshold=0.5))
    assert index.rows["canopy_ratio"].tolist() == [0.0, 0.5]
    codes = compute(town, CoverParameters(raster="land_cover", classes="10, 60", by="area"))
    assert codes.rows["canopy_ratio"].tolist() == [0.5]


@pytest.mark.parametrize("classes", ["", "trees", "nan", "1e300", ",".join(["1"] * 60)])
def test_codes_that_are_no_numbers_are_refused(town, put, classes):
    put("land_cover", np.array([10], dtype="uint8"))
    with pytest.raises(ParameterError):
        compute(town, CoverParameters(raster="land_cover", classes=classes))


def test_a_raster_that_is_not_there_is_named(town):
    with pytest.raises(MissingRasterError, match="canopy") as caught:
        compute(town, CoverParameters())
    told = caught.value.text("en")
    assert "(canopy), Vegetation index raster (ndvi), Land cover raster (land_cover)" in told
    assert "rasters import " in told
    assert "植被指数栅格（ndvi）" in caught.value.text("zh")
    with pytest.raises(MissingRasterError, match="ndvi"):
        compute(town, CoverParameters(raster="ndvi"))


def test_without_communities_there_are_no_units(town, put):
    put("canopy", np.array([100], dtype="uint8"))
    town.frames.pop("communities")
    with pytest.raises(MissingLayerError, match="communities"):
        compute(town, CoverParameters())
