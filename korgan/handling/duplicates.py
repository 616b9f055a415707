"""Which appeals may be about the same thing. The machine only suggests, with its reason; people join."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from korgan.handling.joining import together
from korgan.intake.models import Appeal
from korgan.territory.rules import metres, reach
from korgan.triage.standing import standing

NEAR_M = 250
WITHIN = timedelta(hours=3)
MOST = 5


@dataclass(frozen=True, slots=True)
class Alike:
    """Why: how near in metres and minutes, and the category both are of ("" when neither says)."""

    metres: int
    minutes: int
    category: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rule looks at of an appeal."""

    lon: float | None
    lat: float | None
    registered_at: datetime
    categories: frozenset[str]


def alike(one: Seen, other: Seen) -> Alike | None:
    """Near in place (250 m), in time (3 hours) and of one category; two that say nothing of it count as of one."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    distance = metres(one.lon, one.lat, other.lon, other.lat)
    apart = abs(one.registered_at - other.registered_at)
    shared = sorted(one.categories & other.categories)
    is_of_one = bool(shared) or not (one.categories or other.categories)
    if distance > NEAR_M or apart > WITHIN or not is_of_one:
        return None
    return Alike(round(distance), round(apart.total_seconds() / 60), shared[0] if shared else "")


def seen(appeal: Appeal) -> Seen:
    return Seen(appeal.lon, appeal.lat, appeal.registered_at, categories(one["code"] for one in appeal.reasons))


def categories(codes: Iterable[str]) -> frozenset[str]:
    """What the rules that decided are about."""
    said = set(codes)
    return frozenset(rule.category for rule in standing().rules if rule.code in said and rule.category)


def suggested(appeal: Appeal, among: QuerySet[Appeal]) -> list[tuple[Appeal, Alike]]:
    """The likeliest first: the nearest in place; among those the asker may see, without what is joined already."""
    if appeal.lon is None or appeal.lat is None:
        return []
    reasons = ((other, alike(seen(appeal), seen(other))) for other in around(appeal, among))
    found = [(other, reason) for other, reason in reasons if reason is not None]
    return sorted(found, key=lambda pair: pair[1].metres)[:MOST]


def around(appeal: Appeal, among: QuerySet[Appeal]) -> QuerySet[Appeal]:
    across, along = reach(appeal.lat or 0.0, NEAR_M)
    lon, lat, at = appeal.lon or 0.0, appeal.lat or 0.0, appeal.registered_at
    box = Q(lon__range=(lon - across, lon + across), lat__range=(lat - along, lat + along))
    here = among.filter(box, registered_at__range=(at - WITHIN, at + WITHIN))
    return here.exclude(pk__in=together(appeal.pk)).order_by("-registered_at")
