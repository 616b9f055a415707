"""Notes are for staff: no citizen hears of one, and of staff only who may read them are told what it says."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from korgan.handling.entries import MentionRead, NoteWritten
from korgan.handling.models import Mention, Note
from korgan.intake.actions import locked
from korgan.intake.models import Appeal
from korgan.intake.parameters import storable
from korgan.intake.topics import area_topics, areas_of
from korgan.journal.actions import require_new, write
from korgan.journal.ids import new_id
from korgan.people.actions import name_of
from korgan.people.colleagues import colleagues
from korgan.people.models import User

LONGEST = 4000
MENTION = re.compile(r"@([\w][\w.-]*)")


class EmptyNote(Exception):
    """A note needs words."""


class LongNote(Exception):
    """A note is longer than anybody reads."""


def require_note(text: str) -> str:
    said = storable(text).strip()
    if not said:
        raise EmptyNote
    if len(said) > LONGEST:
        raise LongNote(str(len(said)))
    return said


def mentioned(text: str, staff: Iterable[User]) -> list[User]:
    """Whom the text names, by number, sign-in or a word of his name; a word that fits two names nobody."""
    known: dict[str, set[User]] = {}
    for user in staff:
        for name in {user.number, user.username, *user.name.split()} - {""}:
            known.setdefault(name.casefold().strip(".-"), set()).add(user)
    named = [known.get(word.casefold().strip(".-"), set()) for word in MENTION.findall(text)]
    return list(dict.fromkeys(user for users in named if len(users) == 1 for user in users))


@transaction.atomic
def write_note(appeal_id: UUID, text: str, by: User, now: datetime, client_key: UUID | None = None) -> Note:
    """A note of the appeal; whoever it names is told, if he may read it."""
    said = require_note(text)
    appeal = locked(appeal_id)
    require_new(name_of(by), client_key)
    named = [user for user in mentioned(said, colleagues("notes", areas_of(appeal))) if user != by]
    note = Note(id=new_id(), appeal=appeal, author=by, text=said, at=now)
    fact = NoteWritten(appeal.id, note.id, tuple(user.pk for user in named))
    note.version = write(fact, by=name_of(by), topics=note_topics(appeal, named), client_key=client_key).seq
    note.save(force_insert=True)
    Mention.objects.bulk_create([Mention(note=note, user=user) for user in named])
    return note


@transaction.atomic
def read_mention(note_id: UUID, by: User, now: datetime) -> None:
    """He has read the note that names him; reading it again changes nothing."""
    found = Mention.objects.select_for_update().filter(note=note_id, user=by, read_at__isnull=True).first()
    if found is None:
        return
    found.read_at = now
    found.save(update_fields=["read_at"])
    appeal = Note.objects.values_list("appeal_id", flat=True).get(pk=note_id)
    write(MentionRead(appeal, note_id, by.pk), by=name_of(by), topics=[f"own:{by.pk}"])


def note_topics(appeal: Appeal, named: Sequence[User]) -> list[str]:
    return sorted({*area_topics(appeal), f"appeal:{appeal.id}", *(f"user:{user.pk}" for user in named)})
