"""Two appeals about the same thing: linked, never melted, so that a mistake is undone by parting them again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from korgan.handling.changing import changed
from korgan.handling.complaints import may_meet, require_judge
from korgan.handling.entries import AppealsJoined, AppealsParted
from korgan.handling.models import Link, LinkKind
from korgan.intake.actions import locked
from korgan.intake.models import Appeal
from korgan.intake.topics import area_topics
from korgan.journal.actions import require_new
from korgan.journal.ids import new_id
from korgan.people.actions import name_of
from korgan.people.models import User

SYSTEM = "system:handling"


class JoinRefused(Exception):
    """These two cannot be joined: they are one, or the appeal has others joined to it, or it is joined already."""


class DuplicateOfWhat(Exception):
    """A duplicate is closed with a link to what it doubles."""


def active() -> Q:
    return Q(kind=LinkKind.JOINED, parted_at__isnull=True)


def locked_with(appeal_id: UUID, other: UUID | None) -> Appeal:
    """The appeal under its lock, together with another one, in one order for everybody."""
    rows = {one: locked(one) for one in sorted({appeal_id, other or appeal_id})}
    return rows[appeal_id]


@transaction.atomic
def join(appeal_id: UUID, main_id: UUID, by: User, now: datetime, client_key: UUID | None = None) -> Link:
    """The appeal is about the same thing as the main one."""
    appeal = locked_with(appeal_id, main_id)
    require_new(name_of(by), client_key)
    return linked(appeal, main_id, by, now, client_key)


@transaction.atomic
def part(link_id: UUID, by: User, now: datetime, client_key: UUID | None = None) -> Link:
    """They are not about the same thing after all; parting again changes nothing."""
    link = Link.objects.get(active() | Q(kind=LinkKind.JOINED), pk=link_id)
    appeal = locked_with(link.appeal_id, link.main_id)
    require_new(name_of(by), client_key)
    link = Link.objects.select_for_update().get(pk=link_id)
    if link.parted_at is None:
        apart(appeal, link, by, name_of(by), now, client_key)
    return link


@transaction.atomic
def part_complaint(appeal_id: UUID, now: datetime) -> None:
    """What turned out to be a complaint about the police is joined no longer with what the unit complained of has."""
    links = Link.objects.filter(active(), Q(appeal=appeal_id) | Q(main=appeal_id)).order_by("id")
    ends = links.values_list("appeal", "main")
    rows = {one: locked(one) for one in sorted({one for pair in ends for one in pair})}
    # As they are now, with their appeals locked; one made meanwhile was judged as a complaint's.
    for link in links.filter(appeal__in=rows, main__in=rows):
        if not may_meet(rows[link.appeal_id], rows[link.main_id]):
            apart(rows[link.appeal_id], link, None, SYSTEM, now, None)


def apart(appeal: Appeal, link: Link, by: User | None, name: str, now: datetime, client_key: UUID | None) -> None:
    link.parted_by, link.parted_at = by, now
    tell(appeal, link, AppealsParted(appeal.id, link.main_id, link.id), name, client_key)
    link.save(update_fields=["parted_by", "parted_at", "version"])


def linked(appeal: Appeal, main_id: UUID, by: User, now: datetime, client_key: UUID | None) -> Link:
    """The caller holds the locks of both."""
    root = Link.objects.filter(active(), appeal=main_id).values_list("main", flat=True).first() or main_id
    if root == appeal.id or Link.objects.filter(active(), Q(main=appeal) | Q(appeal=appeal)).exists():
        raise JoinRefused(appeal.number)
    main = Appeal.objects.select_related("desk").get(pk=root)
    require_judge(appeal, main.desk.area_id)
    require_judge(main, appeal.desk.area_id)
    link = Link(id=new_id(), kind=LinkKind.JOINED, appeal=appeal, main_id=root, by=by, at=now)
    tell(appeal, link, AppealsJoined(appeal.id, root, link.id), name_of(by), client_key)
    link.save(force_insert=True)
    return link


def tell(appeal: Appeal, link: Link, fact: AppealsJoined | AppealsParted, by: str, client_key: UUID | None) -> None:
    """Those who have the main one hear of it too."""
    main = Appeal.objects.select_related("desk").get(pk=link.main_id)
    changed(appeal, fact, by, client_key, [], [*area_topics(main), f"appeal:{main.id}"])
    link.version = appeal.version


def doubled(appeal: Appeal, duplicate_of: UUID | None, by: User, now: datetime) -> UUID:
    """The link that a duplicate carries: the one it has, or one made now."""
    link = Link.objects.filter(active(), appeal=appeal).first()
    if link is None and duplicate_of is None:
        raise DuplicateOfWhat(appeal.number)
    if link is None:
        assert duplicate_of is not None
        link = linked(appeal, duplicate_of, by, now, None)
    return link.id


def together(appeal_id: UUID) -> list[UUID]:
    """All that are joined with the appeal, itself and the closed ones too; what meanwhile is a complaint about the unit
    that has the appeal is not, from that moment on."""
    root = Link.objects.filter(active(), appeal=appeal_id).values_list("main", flat=True).first() or appeal_id
    joined = [root, *Link.objects.filter(active(), main=root).order_by("at").values_list("appeal", flat=True)]
    rows = Appeal.objects.select_related("account", "department").in_bulk(joined) if len(joined) > 1 else {}
    return [one for one in joined if one == appeal_id or may_meet(rows[one], rows[appeal_id])]
