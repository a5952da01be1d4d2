"""What features are called: the one place where a Chinese or an English name is chosen.

Data keep both, in `name` and `name_en`. JSON, GeoJSON, CSV and GeoPackage hold `name` in every
language; pages, Excel and terminals in English show the English name wherever there is one.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import pandas as pd

from layers.text import Text

K = TypeVar("K")


def name_of(row: object, name: object, english: object = None) -> Text:
    """Return the name of a feature in both languages; its id where it has none.

    >>> name_of(3, "北里", "Beili").en, name_of(3, "北里").en, name_of(3, None).zh
    ('Beili', '北里', 'id 3')
    """
    own = name if isinstance(name, str) and name else ""
    other = english if isinstance(english, str) and english else ""
    return Text(own or other or f"id {row}", other or own or f"id {row}")


def names_of(frame: pd.DataFrame) -> list[Text]:
    """Return what each feature of a frame with `name` is called, in both languages."""
    english = frame["name_en"] if "name_en" in frame else [None] * len(frame)
    return [name_of(*one) for one in zip(frame.index, frame["name"], english, strict=True)]


def listed(names: Iterable[Text], *, most: int) -> Text:
    """Return the first names as one text, and whether there are more.

    >>> listed([Text("北里", "Beili"), Text("南里", "Nanli")], most=1)
    Text(zh='北里, …', en='Beili, …')
    """
    known = list(names)
    more = ", …" if len(known) > most else ""
    zh, en = (", ".join(each) for each in zip(*(known[:most] or [Text("", "")]), strict=True))
    return Text(zh + more, en + more)


@dataclass(frozen=True)
class EnglishNames:
    """The English names of what an answer tells of, found by the names that its rows hold.

    `of_feature` has them by id and name; `of_name` only where all that are called so have the same:
    of two places of one name nobody can say by the name which one is meant.
    """

    of_feature: Mapping[tuple[Hashable, str], str] = field(default_factory=dict)
    of_name: Mapping[str, str] = field(default_factory=dict)

    def shown(self, name: object, row: Hashable = None) -> object:
        """Return the English name of the feature `row` that is called `name`; else the name."""
        if not isinstance(name, str):
            return name
        return self.of_feature.get((row, name)) or self.of_name.get(name) or name

    @property
    def nbytes(self) -> int:
        """Memory of the names, for the cache."""
        return 200 * (len(self.of_feature) + len(self.of_name))


def english_names(frames: Iterable[pd.DataFrame], wanted: Collection[str]) -> EnglishNames:
    """Return the English names of the features in `frames` (index `id`) that are called so."""
    features: dict[tuple[Hashable, str], set[str]] = {}
    names: dict[str, set[str]] = {}
    for row, name, english in _told(frames, wanted):
        features.setdefault((row, name), set()).add(english)
        names.setdefault(name, set()).add(english)
    return EnglishNames(_single(features), _single(names))


def _told(
    frames: Iterable[pd.DataFrame], wanted: Collection[str]
) -> Iterator[tuple[Hashable, str, str]]:
    for frame in frames:
        if not {"name", "name_en"} <= set(frame.columns):
            continue
        held = frame.loc[frame["name"].isin(wanted), ["name", "name_en"]]
        for row, name, english in held.itertuples():
            # A place without an English name keeps its own, also beside one that has another.
            yield row, name, name_of(row, name, english).en


def _single(found: Mapping[K, set[str]]) -> dict[K, str]:
    return {key: next(iter(each)) for key, each in found.items() if len(each) == 1}
