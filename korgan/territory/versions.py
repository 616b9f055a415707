"""Versions of areas: who is in force on a day, and what stands in the way of a new version."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from korgan.territory.geojson import polygon
from korgan.territory.models import Area, AreaKind
from korgan.territory.telling import Told, kind_said

# From the widest to the narrowest: an area stands under a wider one.
KINDS = tuple(AreaKind.values)


class NoSuchArea(Told, LookupError):
    """No area in force has this code, or several have, or it is not wide enough."""


def in_force(day: date) -> QuerySet[Area]:
    return Area.objects.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def standing_from(day: date, kind: str, code: str) -> QuerySet[Area]:
    """The versions that count on this day or later, earliest first."""
    lasting = Area.objects.filter(kind=kind, code=code).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    return lasting.select_related("parent").order_by("valid_from")


def area_by_code(code: str, day: date) -> Area:
    """The area in force on this day by its code, or by kind:code where several kinds share a code."""
    kind, _, bare = code.rpartition(":")
    found = list(in_force(day).filter(Q(kind=kind) if kind else Q(), code=bare))
    if not found:
        raise NoSuchArea("no_area", day=str(day), code=code)
    if len(found) > 1:
        choices = ", ".join(f"{area.kind}:{area.code}" for area in found)
        raise NoSuchArea("several_areas", code=code, choices=choices)
    return found[0]


def is_same(one: Area, other: Area) -> bool:
    """Nothing an operator can see differs."""
    return _seen(one) == _seen(other)


def _seen(area: Area) -> tuple[object, ...]:
    parent = (area.parent.kind, area.parent.code) if area.parent else None
    return area.kind, area.code, parent, area.names, area.geometry, area.timezone


class Parents:
    """The parent of each imported area: one for all, or by the code in its own row; with its polygon."""

    def __init__(self, day: date, common: str | None) -> None:
        self.day = day
        self.common = None if common is None else area_by_code(common, day)
        self.by_code: dict[str, Area] = {}
        self.shapes: dict[int, Any] = {}

    def of(self, code: str | None, kind: str) -> Area | None:
        """Raises NoSuchArea when the code is unknown or of an area that is not wider."""
        parent = self.common if code is None else self._by_code(code)
        if parent and KINDS.index(parent.kind) >= KINDS.index(kind):
            raise NoSuchArea("not_wider", kind=kind_said(kind), above=kind_said(parent.kind), code=parent.code)
        return parent

    def shape(self, parent: Area) -> Any:
        if parent.pk not in self.shapes:
            self.shapes[parent.pk] = polygon(parent.geometry) if parent.geometry else None
        return self.shapes[parent.pk]

    def _by_code(self, code: str) -> Area:
        if code not in self.by_code:
            self.by_code[code] = area_by_code(code, self.day)
        return self.by_code[code]


def shapes_in_force(kind: str, day: date) -> Mapping[str, Any]:
    """Polygons of a kind by code."""
    rows = in_force(day).filter(kind=kind, geometry__isnull=False).values_list("code", "geometry")
    return {code: polygon(geometry) for code, geometry in rows}
