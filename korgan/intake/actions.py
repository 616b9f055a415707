import re
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from psycopg import RawCursor

from korgan.evidence.models import Evidence
from korgan.evidence.rules import TYPES
from korgan.intake.entries import PartArrived, PreviewMade
from korgan.intake.models import Appeal, Message, Part, PartState
from korgan.intake.topics import topics
from korgan.journal.actions import write

NAMED = re.compile(r"%\((\w+)\)s")
TOLD_LATE = "update intake_appeal set version = greatest(version, %s), unread = unread + 1 where id = %s"
# A rerun sees what the race had hidden; more than a few mean that something else is wrong.
RERUNS = 10


class Registered(NamedTuple):
    """What became of a message: a new appeal, one more message of an open one, or a repeat of what we had. What a
    receipt says, from the number on, is None when the message joined an appeal that had its receipt before."""

    how: str
    message: UUID
    appeal: UUID
    number: str | None
    registered_at: datetime | None
    desk: int | None
    urgency: str | None
    hand_to: str | None


class NotRegistered(Exception):
    """The registering statement kept coming back empty."""


def numbered(statement: str) -> tuple[str, list[str]]:
    """With $1, $2 … for the named parameters, and their names: psycopg would read a text this long at every call."""
    names = list(dict.fromkeys(NAMED.findall(statement)))
    return NAMED.sub(lambda named: f"${names.index(named[1]) + 1}", statement).replace("%%", "%"), names


REGISTER, NAMES = numbered(Path(__file__).with_name("register.sql").read_text())


def register(parameters: dict[str, object]) -> Registered:
    """Store the message and register its appeal in one statement; a repeat returns the first result."""
    for _ in range(RERUNS):
        if row := run(parameters):
            *registered, untold = row
            if untold is not None:
                tell_late(registered[2], untold)
            return Registered(*registered)
    raise NotRegistered(str(parameters["external_id"]))


def run(parameters: dict[str, object]) -> tuple[Any, ...] | None:
    connection.ensure_connection()
    # psycopg's own cursor binds on the server, so that Postgres plans the long statement once a connection.
    with connection.wrap_database_errors, RawCursor(connection.connection) as cursor:
        cursor.execute(REGISTER, [parameters[name] for name in NAMES], prepare=True)
        return cursor.fetchone()


def tell_late(appeal: UUID, seq: int) -> None:
    """The appeal was born in a transaction our statement could not see yet; now it is there."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD_LATE, [seq, appeal])


@transaction.atomic
def attach(part_id: UUID, evidence_id: UUID, by: str) -> Part:
    """The bytes of a part have come; a second arrival changes nothing and returns the first."""
    return settle(part_id, by, PartState.HERE, evidence_id)


@transaction.atomic
def miss(part_id: UUID, by: str) -> Part:
    """The bytes will not come: the outside system no longer has them, or they are no photo."""
    return settle(part_id, by, PartState.MISSING, None)


@transaction.atomic
def show_preview(part_id: UUID, by: str) -> Part:
    """The small copy is there: screens that showed the part without it are told."""
    appeal = locked(Message.objects.values_list("appeal_id", flat=True).get(parts=part_id))
    part = Part.objects.get(pk=part_id)
    tell(appeal, part, PreviewMade(appeal.id, part.message_id, part.id), by)
    return part


def kind_of(evidence_id: UUID) -> str:
    """Whatever was announced: a video stays no photo because somebody called it so."""
    return TYPES[Evidence.objects.values_list("type", flat=True).get(pk=evidence_id)].kind


def locked(appeal_id: UUID) -> Appeal:
    """The appeal under its row's lock."""
    # Without joins: after a wait Postgres reads only the locked row anew, what was joined would be of before it.
    return Appeal.objects.select_for_update().get(pk=appeal_id)


def settle(part_id: UUID, by: str, state: str, evidence_id: UUID | None) -> Part:
    appeal = locked(Message.objects.values_list("appeal_id", flat=True).get(parts=part_id))
    part = Part.objects.select_for_update().get(pk=part_id)
    if part.state != PartState.UPLOADING:
        return part
    part.evidence_id, part.state = evidence_id, state
    if evidence_id is not None:
        part.kind = kind_of(evidence_id)
    part.save(update_fields=["evidence", "state", "kind"])
    tell(appeal, part, PartArrived(appeal.id, part.message_id, part.id), by)
    return part


def tell(appeal: Appeal, part: Part, fact: PartArrived | PreviewMade, by: str) -> None:
    entry = write(fact, by=by, topics=topics(appeal))
    Message.objects.filter(pk=part.message_id).update(version=entry.seq)
    Appeal.objects.filter(pk=appeal.id).update(version=entry.seq)
