"""The floors below which quality must not fall, and the ceilings for what must not happen."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "floors.toml"


@dataclass(frozen=True, kw_only=True)
class Floors:
    """`pages`: the size of the sample that they are meant for."""

    pages: int
    least: Mapping[str, float]
    most: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`measured` is None where the pages tell nothing of a field: such a floor is not kept."""

    field: str
    floor: float
    measured: float | None
    is_ok: bool


def floors(file: Path = FILE) -> Floors:
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    return Floors(pages=int(said["sample"]["pages"]), least=said["least"], most=said["most"])


def verdicts(wanted: Floors, measured: Mapping[str, float]) -> list[Verdict]:
    """Every floor and every ceiling beside what was measured."""
    told = []
    for field, floor in wanted.least.items():
        value = measured.get(field)
        told.append(Verdict(field=field, floor=floor, measured=value, is_ok=value is not None and value >= floor))
    for field, ceiling in wanted.most.items():
        value = measured.get(field)
        told.append(Verdict(field=field, floor=ceiling, measured=value, is_ok=value is not None and value <= ceiling))
    return told
