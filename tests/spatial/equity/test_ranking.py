import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from spatial.equity.ranking import priorities
from spatial.errors import ShapeError

GAPS = [[1.0, 0.0], [0.0, 1.0], [0.5, 0.5], [0.0, 0.0]]
PEOPLE = [100, 100, 100, 100]


def test_the_score_is_people_times_vulnerability_times_weighted_gaps():
    found = priorities(GAPS, PEOPLE, weights=[3, 1], vulnerability=[1, 2, 1, 1])
    assert found.weights.tolist() == [0.75, 0.25]
    assert found.rows["composite"].tolist() == [0.75, 0.25, 0.5, 0]
    assert found.rows["score"].tolist() == [75, 50, 50, 0]
    assert found.rows["rank"].tolist() == [1, 2, 2, 4]
    assert found.contributions.tolist() == [[75, 0], [0, 50], [37.5, 12.5], [0, 0]]
    assert found.contributions.sum(axis=1) == pytest.approx(found.rows["score"])


def test_ranks_swing_with_the_weights_as_far_as_they_can():
    rows = priorities(GAPS, PEOPLE, top=1).rows
    assert rows["rank_best"].tolist() == [1, 1, 1, 3]
    # All weight on the other rule: the first then ties with the last for the third place.
    assert rows["rank_worst"].tolist() == [3, 3, 2, 4]
    # The last has nothing missing and never comes before another.
    assert rows["rank_worst_possible"].tolist() == [3, 3, 3, 4]
    assert rows["top_share"].tolist() == pytest.approx([0.5, 0.5, 0, 0], abs=0.02)


def test_a_unit_that_lacks_most_of_everything_is_always_first():
    rows = priorities([[0.9, 0.8], [0.5, 0.7], [0.2, 0.1]], [50, 40, 30], top=1).rows
    assert rows["rank"].tolist() == [1, 2, 3]
    for name in ("rank_best", "rank_worst", "rank_best_possible", "rank_worst_possible"):
        assert rows[name].tolist() == [1, 2, 3]
    assert rows["top_share"].tolist() == [1, 0, 0]


def test_what_is_not_known_adds_nothing():
    rows = priorities([[np.nan, 1.0], [1.0, 1.0]], [100, np.nan], vulnerability=[np.nan, 1]).rows
    assert rows["score"].tolist() == [50, 0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gaps": [1.0]}, "gaps has shape"),
        ({"gaps": [[2.0]]}, "between 0 and 1"),
        ({"people": [1, 2]}, "people has shape"),
        ({"people": [-1]}, "people holds"),
        ({"weights": [1, 1]}, "weights has shape"),
        ({"weights": [0]}, "weights must be"),
        ({"vulnerability": [np.inf]}, "vulnerability holds"),
        ({"top": 0}, "top is 0"),
    ],
)
def test_what_is_refused(change, message):
    options = {"gaps": [[0.5]], "people": [1]} | change
    with pytest.raises(ShapeError, match=message):
        priorities(options.pop("gaps"), options.pop("people"), **options)


@given(st.data(), st.integers(1, 8), st.integers(1, 4))
def test_every_weighting_stays_within_the_bounds(data, size, rules):
    tenths = st.integers(0, 10)
    gaps = data.draw(arrays(float, (size, rules), elements=tenths)) / 10
    people = data.draw(arrays(float, size, elements=st.integers(0, 50)))
    weights = data.draw(arrays(float, rules, elements=st.integers(1, 9)))
    rows = priorities(gaps, people, weights=weights, samples=50).rows
    assert (rows["rank_best_possible"] <= rows["rank_best"]).all()
    assert (rows["rank_best"] <= rows["rank"]).all()
    assert (rows["rank"] <= rows["rank_worst"]).all()
    assert (rows["rank_worst"] <= rows["rank_worst_possible"]).all()
    # Another weighting than those tried cannot lead beyond the proven bounds either.
    other = data.draw(arrays(float, rules, elements=st.integers(1, 99)))
    rank = priorities(gaps, people, weights=other, samples=1).rows["rank"]
    assert (rank >= rows["rank_best_possible"]).all()
    assert (rank <= rows["rank_worst_possible"]).all()


def test_the_same_seed_gives_the_same_ranks():
    rng = np.random.default_rng(1)
    gaps, people = rng.uniform(0, 1, (60, 5)), rng.uniform(0, 100, 60)
    one, two = (priorities(gaps, people).rows for _ in range(2))
    assert one.equals(two)
    assert ((one["top_share"] >= 0) & (one["top_share"] <= 1)).all()
    # Ten places, ten units in each weighting.
    assert one["top_share"].sum() == pytest.approx(10)
