"""One answer to all who told of the same thing, and one to many who asked for what is not the police's."""

import re
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from korgan.handling.actions import close
from korgan.handling.joining import open_ones, together
from korgan.handling.rules import require_holder
from korgan.intake.actions import locked
from korgan.intake.models import Appeal, Message, Outcome
from korgan.journal.actions import require_new
from korgan.people.actions import name_of
from korgan.people.models import User
from korgan.reply import queries, rules
from korgan.reply.actions import say
from korgan.reply.models import Template

FALLBACK = "ru"
PLACEHOLDER = re.compile(r"\{\w+\}")


class OnTopic(Exception):
    """What is the police's business is closed one by one, by whoever has read it."""


@transaction.atomic
def reply_to_joined(
    appeal_id: UUID, text: str, by: User, now: datetime, client_key: UUID | None = None
) -> list[Message]:
    """Answer everybody whose open appeal is joined with this one; whoever has this one answers for all."""
    said = rules.require_text(text)
    rows = {one: locked(one) for one in sorted({appeal_id, *open_ones(together(appeal_id))})}
    require_new(name_of(by), client_key)
    require_holder(rows[appeal_id], by)
    own = rows.pop(appeal_id)
    keys = {own: client_key, **dict.fromkeys(rows.values())}
    written = [say(appeal, said, "message", by, name_of(by), now, key) for appeal, key in keys.items()]
    for appeal in keys:
        if appeal.first_reply_at is None:
            appeal.first_reply_at = now
            appeal.save(update_fields=["first_reply_at"])
    return written


@transaction.atomic
def close_off_topic(appeal_id: UUID, template: str, by: User, now: datetime, client_key: UUID) -> None:
    """Answer with a template in the citizen's language and close; refused for anything that is not off topic."""
    appeal = locked(appeal_id)
    require_new(name_of(by), key := uuid5(client_key, str(appeal_id)))
    if not appeal.off_topic:
        raise OnTopic(appeal.number)
    words = filled(appeal, template, by)
    close(appeal_id, Outcome.OFF_TOPIC, by, now, key)
    say(locked(appeal_id), words, "message", by, name_of(by), now)


def filled(appeal: Appeal, code: str, by: User) -> str:
    """The template's words with its placeholders filled; one that nobody can fill here is not sent raw."""
    texts = next((one.template.texts for one in queries.suggested(appeal) if one.template.code == code), None)
    if texts is None:
        raise Template.DoesNotExist(code)
    words: str = texts.get(appeal.language) or texts[FALLBACK]
    for name, value in queries.values(appeal, by).items():
        words = words.replace(f"{{{name}}}", value.get(appeal.language, "") if value else f"{{{name}}}")
    if PLACEHOLDER.search(words):
        raise rules.NothingToSay
    return words
