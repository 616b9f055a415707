"""Reads of the map in force. A process keeps the tree and makes it anew when the edition changes or an area's day
comes."""

import logging
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError
from django.db.models import TextField
from django.db.models.functions import Cast

from korgan.journal.clock import nearly
from korgan.territory.models import Area, Backdrop, Desk, Edition
from korgan.territory.rules import Fallback, Located, Reason, given_to
from korgan.territory.tree import AreaRow, DeskRow, Tree
from korgan.territory.validity import Span, in_force, next_change

logger = logging.getLogger(__name__)

CHECKED_EVERY_S = 1.0
Names = Mapping[str, str]
EditionMark = tuple[int, datetime] | None


@dataclass(slots=True)
class _Kept:
    """What this process knows: the tree, of which edition, until when, and when we last looked."""

    tree: Tree
    mark: EditionMark
    changes_at: datetime | None
    looked_at: float


_kept: _Kept | None = None
_making = threading.Lock()


def locate(lon: float | None, lat: float | None, accuracy_m: float | None, *, fallback: Fallback) -> Located:
    """The owner of a place: lon, lat in degrees WGS 84, accuracy in metres. Never raises; there is always a desk."""
    try:
        return tree().locate(lon, lat, accuracy_m, fallback=fallback)
    except Exception:
        logger.exception("locating failed, the account's own desk takes the appeal")
        return given_to(fallback, Reason.FALLBACK)


def tree() -> Tree:
    """The tree in force; checked against the database at most once a second."""
    kept = _kept
    if kept is not None and time.monotonic() - kept.looked_at < CHECKED_EVERY_S:
        return kept.tree
    # While one thread makes the tree anew, the others go on with the one they have.
    if not _making.acquire(blocking=kept is None):
        assert kept is not None
        return kept.tree
    try:
        return _looked_again().tree
    except DatabaseError:
        # A map a little old routes better than none.
        if kept is None:
            raise
        logger.exception("the map could not be looked up, the map stays as it is")
        kept.looked_at = time.monotonic()
        return kept.tree
    finally:
        _making.release()


def refresh() -> None:
    """Make the tree anew at the next question, without waiting for the second to pass."""
    if _kept is not None:
        _kept.looked_at, _kept.changes_at = float("-inf"), datetime.min.replace(tzinfo=UTC)


def ancestors(area: int) -> tuple[int, ...]:
    """The area and those above it, nearest first, a former version as the present one; empty when unknown."""
    return tree().chains.get(area, ())


def descendants(area: int) -> frozenset[int]:
    """The area and all below it, former versions too (appeals of last year); only itself when it is unknown."""
    return tree().below.get(area, frozenset({area}))


def all_areas() -> frozenset[int]:
    """Every area there is, former versions too."""
    return frozenset(tree().areas)


def desks_in(areas: Collection[int]) -> frozenset[int]:
    """The open desks that sit in these areas."""
    return frozenset(desk.id for desk in tree().desks.values() if desk.area in areas)


def names_of_area(area: int) -> Names:
    """The area's names by language; of a former one too."""
    row = tree().areas.get(area)
    return row.names if row else Area.objects.values_list("names", flat=True).get(pk=area)


def names_of_desk(desk: int) -> Names:
    """The desk's names by language; of a closed one too."""
    row = tree().desks.get(desk)
    return row.names if row else Desk.objects.values_list("names", flat=True).get(pk=desk)


def areas_geojson(area: int) -> dict[str, Any]:
    """The area and all below it in force as a FeatureCollection: id, parent, kind, code, names in the properties."""
    here = tree()
    drawn = [below for below in here.below.get(area, ()) if here.areas[below].in_force]
    rows = Area.objects.filter(pk__in=drawn, geometry__isnull=False).order_by("pk")
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": row.pk,
                "properties": {
                    "id": row.pk,
                    "parent": row.parent_id,
                    "kind": row.kind,
                    "code": row.code,
                    "names": row.names,
                },
                "geometry": row.geometry,
            }
            for row in rows
        ],
    }


def backdrop(area: int) -> dict[str, Any]:
    """What the map draws under the area: the backdrop of it or of the nearest area above, as a FeatureCollection."""
    drawn = dict(Backdrop.objects.filter(area__in=ancestors(area)).values_list("area", "features"))
    nearest: list[Any] = next((drawn[above] for above in ancestors(area) if above in drawn), [])
    return {"type": "FeatureCollection", "features": nearest}


def _looked_again() -> _Kept:
    global _kept
    now, mark = nearly(), _edition()
    if _kept is not None and _kept.mark == mark and (_kept.changes_at is None or now < _kept.changes_at):
        _kept.looked_at = time.monotonic()
        return _kept
    _kept = _made(mark, now)
    return _kept


def _edition() -> EditionMark:
    return Edition.objects.values_list("number", "made_at").first()


def _made(mark: EditionMark, now: datetime) -> _Kept:
    rows = list(Area.objects.defer("geometry"))
    spans = [Span(row.pk, row.parent_id, row.timezone, row.valid_from, row.valid_to) for row in rows]
    valid = in_force(spans, now)
    drawn = Area.objects.filter(pk__in=valid, geometry__isnull=False)
    shapes = dict(drawn.values_list("id", Cast("geometry", TextField())))
    areas = (
        AreaRow(row.pk, row.parent_id, row.kind, row.code, row.names, row.timezone, row.pk in valid, shapes.get(row.pk))
        for row in rows
    )
    desks = Desk.objects.filter(is_open=True).values_list("id", "area", "kind", "names")
    return _Kept(Tree(areas, (DeskRow(*desk) for desk in desks)), mark, next_change(spans, now), time.monotonic())
