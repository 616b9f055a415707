from collections.abc import Sequence
from uuid import UUID

from korgan.intake.models import Appeal
from korgan.intake.topics import topics
from korgan.journal.actions import Fact, write


def changed(
    appeal: Appeal, fact: Fact, by: str, client_key: UUID | None, fields: list[str], also: Sequence[str] = ()
) -> Appeal:
    """Write the entry and save the row with the entry's seq as its version; `also` are more topics that hear of it."""
    entry = write(fact, by=by, topics=sorted({*topics(appeal), *also}), client_key=client_key)
    appeal.version = entry.seq
    appeal.save(update_fields=[*fields, "version"])
    return appeal
