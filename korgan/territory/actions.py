"""The only writes of the map. A version of an area is never edited, only ended; every change is a new edition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from korgan.journal.actions import write
from korgan.territory.entries import AreasImported, DeskChanged
from korgan.territory.geojson import Feature, as_json
from korgan.territory.models import Area, Backdrop, Desk, Edition
from korgan.territory.survey import Candidate, Finding, Properties, outside, overlaps, survey
from korgan.territory.telling import Said, Told, kind_said
from korgan.territory.versions import (
    NoSuchArea,
    Parents,
    area_by_code,
    is_same,
    shapes_in_force,
    standing_from,
)


class WrongDay(Told, ValueError):
    """An area cannot end before it begins."""


class DeskThere(ValueError):
    """The area has such a desk, open or closed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(str(desk))
        self.desk = desk


@dataclass(slots=True)
class ImportReport:
    """What an import did (codes), and what an operator must know."""

    edition: int | None = None
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return sum(not finding.is_used for finding in self.findings)


@transaction.atomic
def import_areas(
    features: Sequence[Feature],
    *,
    kind: str,
    parent: str | None,
    properties: Properties,
    valid_from: date,
    by: str,
    timezone: str = "",
    mend: bool = False,
) -> ImportReport:
    """Add areas; one with a known code replaces that area from `valid_from` on. `parent` is a code or kind:code.

    Raises NoSuchArea for an unknown parent; whatever is wrong with single features stands in the report."""
    edition = _locked_edition()
    looked = survey(features, properties, kind=kind, mend=mend)
    report = ImportReport(findings=looked.findings)
    parents = Parents(valid_from, parent)
    for candidate in looked.candidates:
        _import(candidate, Area(kind=kind, timezone=timezone, valid_from=valid_from), parents, report)
    if fresh := [*report.added, *report.replaced]:
        report.findings += overlaps(shapes_in_force(kind, valid_from), fresh)
        report.edition = _new_edition(edition, by)
    return report


@transaction.atomic
def end_area(code: str, on: date, *, by: str) -> Area:
    """The area counts until the day before `on`; its desk stays and its appeals keep it."""
    edition = _locked_edition()
    area = area_by_code(code, on)
    if area.valid_from >= on:
        since, kind = str(area.valid_from), kind_said(area.kind)
        raise WrongDay("wrong_day", kind=kind, code=area.code, since=since, on=str(on))
    Area.objects.filter(pk=area.pk).update(valid_to=on)
    _new_edition(edition, by)
    return area


def open_desk(area: Area, kind: str, names: Mapping[str, str], lon: float, lat: float, *, by: str) -> Desk:
    """A desk of an area with its station's place; the same again changes nothing."""
    try:
        return add_desk(area, kind, names, lon, lat, is_open=True, by=by)
    except DeskThere as there:
        return there.desk


@transaction.atomic
def add_desk(
    area: Area, kind: str, names: Mapping[str, str], lon: float | None, lat: float | None, is_open: bool, *, by: str
) -> Desk:
    """A desk where there is none; raises DeskThere. It may have been opened for an earlier version of the area."""
    edition = _locked_edition()
    there = Desk.objects.filter(area__kind=area.kind, area__code=area.code, kind=kind).first()
    if there is not None:
        raise DeskThere(there)
    desk = Desk.objects.create(area=area, kind=kind, names=dict(names), lon=lon, lat=lat, is_open=is_open)
    _new_edition(edition, by)
    return desk


@transaction.atomic
def change_desk(
    desk: Desk, names: Mapping[str, str], lon: float | None, lat: float | None, is_open: bool, *, by: str
) -> None:
    """What a desk is called, where its station is, whether it takes appeals."""
    edition = _locked_edition()
    fields = {"names": dict(names), "lon": lon, "lat": lat, "is_open": is_open}
    Desk.objects.filter(pk=desk.pk).update(**fields)
    write(DeskChanged(desk.pk, desk.area_id, is_open), by=by, topics=["all"])
    _new_edition(edition, by)


def lay_backdrop(area: Area, features: Sequence[Mapping[str, Any]]) -> None:
    """What the map draws under the area. It has no say in where a place belongs, so it makes no new edition."""
    Backdrop.objects.update_or_create(area=area, defaults={"features": list(features)})


def _import(candidate: Candidate, area: Area, parents: Parents, report: ImportReport) -> None:
    try:
        area.parent = parents.of(candidate.parent, area.kind)
    except NoSuchArea as trouble:
        report.findings.append(Finding(candidate.row, candidate.code, "parent", trouble.said))
        return
    area.code, area.names, area.geometry = candidate.code, candidate.names, as_json(candidate.shape)
    _put(area, candidate.row, report)
    ground = parents.shape(area.parent) if area.parent else None
    if area.pk and ground and (finding := outside(candidate, ground)):
        report.findings.append(finding)


def _put(area: Area, row: int, report: ImportReport) -> None:
    """Add the area, ending the version it replaces."""
    standing = standing_from(area.valid_from, area.kind, area.code)
    last = standing.last()
    if last and is_same(last, area):
        report.unchanged.append(area.code)
        return
    if last and last.valid_from >= area.valid_from:
        said = Said("version_stands", {"day": str(last.valid_from)})
        report.findings.append(Finding(row, area.code, "version", said))
        return
    standing.update(valid_to=area.valid_from)
    area.save(force_insert=True)
    (report.replaced if last else report.added).append(area.code)


def _locked_edition() -> Edition:
    """One change of the map at a time: the row's lock is held until the commit."""
    Edition.objects.bulk_create([Edition(number=0)], ignore_conflicts=True)
    return Edition.objects.select_for_update().get()


def _new_edition(edition: Edition, by: str) -> int:
    Edition.objects.update(number=F("number") + 1, made_at=Now())
    write(AreasImported(version=edition.number + 1), by=by, topics=["all"])
    return edition.number + 1
