"""The description of the reference district: every number of the plan, read from one TOML file."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from layers.errors import LayerError
from layers.text import Text

OUTSIDE = "."
Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class DescriptionError(LayerError):
    """The description of the reference district is not as it must be."""

    message = Text("参考区说明文件有误：{reason}", "reference description refused: {reason}")


class Section(BaseModel):
    """A table of the file: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class About(Section):
    """Name, place, date and origin of the area."""

    slug: str
    title_zh: str
    title_en: str
    crs: str
    center: tuple[float, float]
    as_of: dt.date
    source: str
    seed: Count


class Line(Section):
    """A street of the main grid: distance (m) to the next one, class, name, whether it is straight.

    A street that is not `through` starts anew, a little off, in each column of the grid.
    """

    gap_m: Positive
    street_class: str
    name: str
    through: bool = True


class Diagonal(Section):
    """A street across one superblock (row, column), between two points of its extent.

    Points are shares from the south-west corner; `drop` leaves out what is on that side of it.
    """

    cell: tuple[Count, Count]
    start: tuple[Share, Share]
    end: tuple[Share, Share]
    street_class: str
    name: str
    drop: Literal["left", "right", "none"]


class LaneNames(Section):
    """Syllables from which the names of smaller streets are put together, and their endings."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    endings: dict[str, str]


class Character(Section):
    """How a part of town is built: blocks (m), streets, people, land shares and houses."""

    name: str
    block_width_m: Positive
    block_depth_m: Positive
    first_street: str
    inner_street: str
    spur_share: Share
    density: Positive
    green_weight: Positive
    land: dict[str, Positive]
    houses: tuple[str, ...]


class Quarter(Section):
    """A subdistrict: its letter on the grid and the number of its communities."""

    letter: str
    name: str
    name_en: str
    communities: Annotated[int, Field(gt=0)]
    health_stations: Count
    elder_home: bool


class House(Section):
    """A kind of building: footprint (m), distances (m), floors, whether a yard is left open."""

    width_m: tuple[Positive, Positive]
    depth_m: tuple[Positive, Positive]
    gap_m: Positive
    row_gap_m: Positive
    floors: tuple[int, int]
    yard: bool = False


class Grid(Section):
    """The main streets from west to east and north to south, and what lies between them."""

    columns: tuple[Line, ...]
    rows: tuple[Line, ...]
    subdistricts: tuple[str, ...]
    characters: tuple[str, ...]
    diagonals: tuple[Diagonal, ...]
    lane_names: LaneNames
    half_width_m: dict[str, Positive]
    greenways: tuple[str, ...]

    @model_validator(mode="after")
    def _maps_fit(self) -> Self:
        for name in ("subdistricts", "characters"):
            rows = getattr(self, name)
            widths = {len(row) for row in rows}
            if len(rows) != len(self.rows) - 1 or widths != {len(self.columns) - 1}:
                raise ValueError(
                    f"grid.{name} must have {len(self.rows) - 1} rows of {len(self.columns) - 1}"
                )
        return self


class People(Section):
    """Totals of the communities; each is met exactly."""

    population_resident: Count
    population_registered: Count
    households: Count
    organizations: Count
    organization_members: Count
    volunteer_teams: Count
    volunteers: Count
    secretary_is_director: Count
    police_officers: tuple[int, int]
    with_premises: Count
    premises_m2: tuple[Positive, Positive]
    smaller_premises_m2: tuple[Positive, Positive]
    community_types: dict[str, Count]


class Facility(Section):
    """A kind or grade of facility: how many, and the ranges of its size."""

    count: Count
    floor_area_m2: tuple[Positive, Positive]
    staff: tuple[int, int]
    capacity: tuple[int, int] | None = None
    volumes: Count | None = None
    suffix: str
    suffix_en: str


class Park(Section):
    """The name of a large park."""

    name: str
    name_en: str


class Green(Section):
    """The green ledger: union to the square metre, and what it is made of."""

    area_ha: Positive
    parks: tuple[Park, ...]
    gardens_per_park: Count
    garden_radius_m: tuple[Positive, Positive]
    community_parks: Count
    verge_m: Positive
    park_setback_m: Positive
    tolerance_m2: Positive


class Figures(Section):
    """Figures of the plan that have no place on the map."""

    former_committees: Count
    task_aspects: Count
    task_items: Count
    document_number: str
    investment_cny: Count
    investment_parts: dict[str, float]
    security_funds_cny: Count
    demolition_m2: Count
    hotline: str
    separated_domains: Count
    sports_advanced_subdistricts: Count
    demonstration_year: Count
    opinion_date: str
    land_area_km2: Positive


class Description(Section):
    """All that the generator is told."""

    area: About
    grid: Grid
    characters: dict[str, Character]
    houses: dict[str, House]
    subdistricts: tuple[Quarter, ...]
    people: People
    facilities: dict[str, Facility]
    green: Green
    figures: Figures

    @model_validator(mode="after")
    def _letters_are_known(self) -> Self:
        quarters = {q.letter for q in self.subdistricts} | {OUTSIDE}
        if found := set("".join(self.grid.subdistricts)) ^ quarters:
            raise ValueError(f"subdistrict letters on the grid and in the list differ: {found}")
        if found := set("".join(self.grid.characters)) - set(self.characters) - {OUTSIDE}:
            raise ValueError(f"characters on the grid are not described: {found}")
        kinds = {house for c in self.characters.values() for house in c.houses}
        if found := kinds - set(self.houses):
            raise ValueError(f"houses are not described: {found}")
        types, total = sum(self.people.community_types.values()), self.communities
        if types != total:
            raise ValueError(f"community_types add up to {types}, the subdistricts to {total}")
        return self

    @property
    def communities(self) -> int:
        """The number of communities in all."""
        return sum(quarter.communities for quarter in self.subdistricts)


def parse_description(mapping: dict[str, Any]) -> Description:
    """Check a mapping as read from TOML; raise `DescriptionError` naming every fault."""
    try:
        return Description.model_validate(mapping)
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']}"
            for fault in error.errors()
        )
        raise DescriptionError(reason="; ".join(faults)) from error


def load_description(path: Path) -> Description:
    """Read and check the description in a TOML file.

    Raises
    ------
    DescriptionError
        When the file is missing or does not fit the schema.
    """
    try:
        return parse_description(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DescriptionError(reason=f"{path.name}: {error}") from error
