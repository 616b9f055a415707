"""Which field of what staff read stands in which group of rights (people/rights.py). What a role may not read is null
in answers and in streams alike. Every field of every row must stand here: a new one that does not fails a test."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from korgan.briefs import handling, page, staff
from korgan.people.rights import FIELDS

Row = TypeVar("Row", bound=BaseModel)
ALL = frozenset(FIELDS)

# Read by whoever may read the row at all.
OPEN = "open"
EVERYBODY = "all"


def groups(**named: str) -> dict[str, str]:
    """Field by field: the words after a group's name are the fields that stand in it."""
    return {field: group for group, fields in named.items() for field in fields.split()}


GROUPS: dict[type[BaseModel], dict[str, str]] = {
    staff.AppealBrief: groups(
        open="id number version state outcome kind channel urgency off_topic hand_to language area area_name desk "
        "desk_name areas registered_at reply_by register_by answer_by readdress_by call_at escalated first_reply_at "
        "unread",
        what="subject",
        assessment="assessed_by assessment reasons routing_reason",
        evidence="photos",
        place="place",
        delivery="trouble",
        staff="taken_by",
        units="unit",
    ),
    # The quoted words are the citizen's.
    staff.Reason: groups(open="code words", text="quote"),
    staff.Place: groups(open="lon lat accuracy_m at"),
    staff.Holder: groups(open="id name number"),
    staff.LeadingUnit: groups(open="callsign state"),
    staff.MessageBrief: groups(open="id appeal version direction kind at language parts", staff="author"),
    staff.PartBrief: groups(open="id kind state", text="text", place="place", evidence="evidence", delivery="delivery"),
    staff.EvidenceBrief: groups(open="id type bytes sha256 preview", place="offer"),
    staff.Offer: groups(open="lon lat at has_zone is_wrong"),
    # Some outside systems name the conversation in the id of a message, and so the citizen.
    staff.DeliveryBrief: groups(open="state hint", citizen="external_id"),
    staff.AssignmentBrief: groups(open="id version unit callsign state sent_at", staff="by"),
    staff.UnitBrief: groups(open="id version callsign kind name state lon lat appeal"),
    staff.LogLine: groups(open="seq at kind facts", staff="by"),
    page.AppealPage: groups(
        open="cursor appeal messages links",
        citizen="citizen",
        units="assignments recommended",
        journal="log transfers",
        # A promise is what staff say to each other.
        notes="notes follow_ups",
        numbers="numbers",
        what="duplicates",
    ),
    page.Citizen: groups(open="name address channel false_calls"),
    page.Duplicate: groups(
        open="appeal number subject state registered_at metres minutes category category_names",
    ),
    handling.NoteBrief: groups(open="id appeal version at text mentioned", staff="author"),
    handling.TransferBrief: groups(
        open="id appeal version at from_name to_name reason is_late", staff="by", notes="words"
    ),
    handling.LinkBrief: groups(open="id version kind appeal number main main_number at is_parted", staff="by"),
    handling.FollowUpBrief: groups(open="id appeal version due_at words done_at", staff="by"),
    handling.ExternalBrief: groups(open="id appeal version kind kind_name number looks_right at is_struck", staff="by"),
    # How far it is tells where it is.
    page.Recommended: groups(open="unit", place="metres minutes"),
}


def hide(row: Row, fields: frozenset[str]) -> Row:
    """The row with null for everything that may not be read, also what stands in no group; of what it holds inside
    too."""
    if fields >= ALL:
        return row
    group_of = GROUPS[type(row)]
    changed = {
        name: inner(getattr(row, name), fields) if group_of.get(name) in {OPEN, *fields} else None
        for name in type(row).model_fields
    }
    return row.model_copy(update=changed)


def inner(value: Any, fields: frozenset[str]) -> Any:
    if isinstance(value, BaseModel):
        return hide(value, fields)
    if isinstance(value, list):
        return [inner(one, fields) for one in value]
    return value


def readable(rights: Mapping[str, frozenset[str]], topics: frozenset[str]) -> frozenset[str]:
    """What a listener with these rights by topic may read of a thing told by these topics; of what everybody is told,
    what he reads anywhere."""
    heard = (topic for topic in rights if topic.startswith("area:")) if EVERYBODY in topics else topics & rights.keys()
    return frozenset().union(*(rights[topic] for topic in heard))
