"""Looks at the features of an import before anything is written: what can be used, and what an operator must know.

A feature that is invalid, nameless or ambiguous is reported and not used. An overlap is reported and used: real borders
are drawn by different hands, and the lowest id decides inside an overlap."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from korgan.territory.geojson import BadGeometry, Feature, polygon, polygons_only
from korgan.territory.telling import Said

LANGUAGES = ("kk", "ru", "uk", "en")
# A smaller share is the pen's width of two neighbours drawn apart.
OVERLAP_WORTH_TELLING = 0.001
DEPARTMENT_CODE = re.compile(r"[A-Z0-9]{2,6}")


class Properties(NamedTuple):
    """Which properties of a feature hold its code, its names by language and, where they differ, its parent's code."""

    code: str
    names: Mapping[str, str]
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell: `what` is invalid, mended, lacking, duplicate, overlap, outside, parent or version."""

    row: int
    code: str
    what: str
    said: Said
    is_used: bool = False

    def words(self, language: str) -> str:
        feature = Said("feature", {"row": self.row}).words(language) if self.row else ""
        where = " ".join(one for one in (feature, self.code) if one)
        return f"{Said(f'what.{self.what}').words(language)}: {where}: {self.said.words(language)}"

    def __str__(self) -> str:
        return self.words("en")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feature that can become an area."""

    row: int
    code: str
    names: dict[str, str]
    parent: str | None
    shape: BaseGeometry


@dataclass(slots=True)
class Survey:
    candidates: list[Candidate] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def survey(features: Sequence[Feature], properties: Properties, *, kind: str, mend: bool) -> Survey:
    """The usable features, and what is wrong with the others."""
    found = Survey()
    codes = Counter(_text(feature.properties.get(properties.code)) for feature in features)
    for feature in features:
        code = _text(feature.properties.get(properties.code))
        names = names_of(feature.properties, properties.names)
        trouble = _lack(code, names, properties, codes[code], kind)
        if trouble:
            found.findings.append(Finding(feature.row, code, *trouble))
        elif shape := _usable_shape(feature, code, mend, found.findings):
            parent = _text(feature.properties.get(properties.parent)) if properties.parent else None
            found.candidates.append(Candidate(feature.row, code, names, parent, shape))
    return found


def names_of(properties: Mapping[str, Any], where: Mapping[str, str]) -> dict[str, str]:
    """Names in all languages; one the source does not have is taken from its Russian, else its first."""
    given = {language: name for language, key in where.items() if (name := _text(properties.get(key)))}
    if not given:
        return {}
    other = given.get("ru") or next(iter(given.values()))
    return {language: given.get(language, other) for language in LANGUAGES}


def overlaps(shapes: Mapping[str, BaseGeometry], fresh: Iterable[str]) -> list[Finding]:
    """Pairs of siblings that cover the same ground, at least one of them fresh; the share is of the smaller one."""
    codes, told = list(shapes), set(fresh)
    polygons = [shapes[code] for code in codes]
    left, right = STRtree(polygons).query(polygons, predicate="intersects")
    pairs = [(a, b) for a, b in zip(left.tolist(), right.tolist(), strict=True) if a < b]
    found = []
    for a, b in pairs:
        if not told.isdisjoint((codes[a], codes[b])):
            share = _share(polygons[a], polygons[b])
            if share >= OVERLAP_WORTH_TELLING:
                said = Said("covers", {"share": f"{share:.1%}", "other": codes[b]})
                found.append(Finding(0, codes[a], "overlap", said, is_used=True))
    return found


def outside(candidate: Candidate, parent: BaseGeometry) -> Finding | None:
    """What of an area lies outside its parent."""
    share = 1 - parent.intersection(candidate.shape).area / candidate.shape.area
    if share < OVERLAP_WORTH_TELLING:
        return None
    said = Said("lies_outside", {"share": f"{share:.1%}"})
    return Finding(candidate.row, candidate.code, "outside", said, is_used=True)


def _lack(code: str, names: Mapping[str, str], where: Properties, times: int, kind: str) -> tuple[str, Said] | None:
    if not code:
        return "lacking", Said("no_code", {"property": where.code})
    if not names:
        return "lacking", Said("no_name", {"properties": ", ".join(where.names.values())})
    if times > 1:
        return "duplicate", Said("code_twice", {"times": times})
    if kind == "department" and not DEPARTMENT_CODE.fullmatch(code):
        return "lacking", Said("department_code")
    return None


def _usable_shape(feature: Feature, code: str, mend: bool, findings: list[Finding]) -> BaseGeometry | None:
    try:
        shape = polygon(feature.geometry)
    except BadGeometry as trouble:
        findings.append(Finding(feature.row, code, "invalid", trouble.said))
        return None
    if shape.is_valid:
        return shape
    reason = shapely.is_valid_reason(shape)
    mended = polygons_only(shapely.make_valid(shape, method="structure", keep_collapsed=False)) if mend else None
    said = Said("drawn_mended" if mended else "drawn_wrong" if mend else "drawn_mendable", {"reason": reason})
    findings.append(Finding(feature.row, code, "mended" if mended else "invalid", said, is_used=bool(mended)))
    return mended


def _share(one: BaseGeometry, other: BaseGeometry) -> float:
    return float(one.intersection(other).area / min(one.area, other.area))


def _text(value: object) -> str:
    """A property as words the database can keep: no half characters and no zero bytes."""
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).encode("utf-8", "ignore").decode().replace("\0", "").strip()
