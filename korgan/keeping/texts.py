"""Where personal text stands and what becomes of it, as data: CLEARED is emptied with an appeal, OF_A_CONTACT with its
writer; what stands in neither says why it may stay. A test goes over all columns of all tables, so that a new one that
nobody thought of fails it."""

from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, Concat

from korgan.handling.models import FollowUp, Note, Transfer
from korgan.intake.models import Appeal, Conversation, Part, PartKind, PartState


class Cleared(NamedTuple):
    """A table, how its rows lead to their appeal, and what stands in the columns afterwards."""

    table: type[models.Model]
    appeal: str
    becomes: dict[str, Any]


# Unique, so that two emptied rows do not collide.
NOBODY = Concat(Value("erased:"), Cast("pk", models.TextField()))
NOWHERE = {"lon": None, "lat": None, "accuracy_m": None, "place_at": None}

CLEARED: tuple[Cleared, ...] = (
    Cleared(Part, "message__appeal", {"text": "", "file_ref": "", "external_id": None, "evidence": None, **NOWHERE}),
    Cleared(Appeal, "pk", {"subject": "", **NOWHERE}),
    Cleared(Conversation, "appeal", {"thread": NOBODY, "is_open": False}),
    Cleared(Note, "appeal", {"text": ""}),
    Cleared(Transfer, "appeal", {"words": ""}),
    Cleared(FollowUp, "appeal", {"words": ""}),
)
# The quotes in it are emptied, the codes stay.
QUOTED = ("intake.Appeal.reasons",)

OF_A_CONTACT = (
    "people.Contact.address",
    "people.Contact.name",
    "people.Person.name",
    "people.Iin.sealed",
    "people.Iin.mark",
    "people.PhoneCode.phone",
    "people.Joining.reason",
    "people.Joining.ended_reason",
    "channels.Inbound.body",
    "channels.Inbound.sender",
    "channels.Inbound.why",
    "channels.Pace.thread",
)


def texts_of(appeals: list[Any]) -> dict[str, int]:
    """How many rows of these appeals still hold text: the proof that nothing is left."""
    return {
        one.table._meta.label: one.table._default_manager.filter(
            holds_text(one), **{f"{one.appeal}__in": appeals}
        ).count()
        for one in CLEARED
    }


def holds_text(one: Cleared) -> Q:
    found = Q()
    for column, value in one.becomes.items():
        if value == "":
            found |= ~Q(**{column: ""})
        elif value is None:
            found |= Q(**{f"{column}__isnull": False})
    return found or Q(pk__in=[])


# Files, also those that were still to come.
FILES = ~Q(kind__in=(PartKind.TEXT, PartKind.PLACE)) & ~Q(state=PartState.MISSING)
