from app.problems.errors import MissingLayerError
from app.problems.unclassed import NoWalkableStreetError, UnclassedGreenError


def test_the_message_names_the_column_its_values_and_the_command():
    found = UnclassedGreenError(area="{{7*7}}")
    assert isinstance(found, MissingLayerError)
    assert (
        "flask layers import {{7*7}} green_spaces FILE --rename COLUMN=green_class"
        in found.text("en")
    )
    assert "pocket_park" in found.text("en")
    assert "pocket_park（游园）" in found.text("zh")


def test_streets_that_nobody_walks_on_are_not_called_missing():
    assert "no street of area 'town' is open to walkers" in NoWalkableStreetError(area="town").text(
        "en"
    )
