"""One answer to all who told of the same thing, and one to many who asked for what is not the police's."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from korgan.handling.actions import close
from korgan.handling.joining import together
from korgan.handling.rules import require_holder
from korgan.intake.actions import locked
from korgan.intake.models import Appeal, Conversation, Message, Outcome, State
from korgan.journal.actions import require_new
from korgan.journal.models import Entry
from korgan.journal.steps import is_due
from korgan.people.actions import name_of
from korgan.people.models import User
from korgan.reply import rules
from korgan.reply.actions import say
from korgan.reply.filling import filled, spoken, texts_of
from korgan.triage.jobs import assess_again


class OnTopic(Exception):
    """What is the police's business is closed one by one, by whoever has read it."""


class NotAssessed(Exception):
    """What the citizen wrote last may be urgent: nothing and nobody has looked at it yet."""


@transaction.atomic
def reply_to_joined(
    appeal_id: UUID, text: str, by: User, now: datetime, client_key: UUID | None = None, template: str = ""
) -> list[Message]:
    """Answer everybody whose open appeal is joined with this one; whoever has this one answers for all. Each is told
    his own number and place, and a ready answer, named by its code, in his own language."""
    rows = {one: locked(one) for one in sorted({appeal_id, *together(appeal_id)})}
    require_new(name_of(by), client_key)
    own = rows[appeal_id]
    rules.require_open(own)
    require_holder(own, by)
    texts = texts_of(template, own) if template else None
    answers = {one: filled(spoken(texts, one) if texts else without_number(text, own), one, by)
               for one in [own, *still_joined(own, rows)]}  # fmt: skip
    keys = {own.pk: client_key}
    written = [say(one, said, "message", by, name_of(by), now, keys.get(one.pk)) for one, said in answers.items()]
    for appeal in answers:
        if appeal.first_reply_at is None:
            appeal.first_reply_at = now
            appeal.save(update_fields=["first_reply_at"])
    return written


def without_number(text: str, appeal: Appeal) -> str:
    """A citizen proves himself by his appeal's number, so nobody is told another's."""
    return text.replace(appeal.number, "{number}")


def still_joined(own: Appeal, rows: dict[UUID, Appeal]) -> list[Appeal]:
    """The others; what was closed or parted while we waited for the locks is answered no more."""
    joined = [rows[one] for one in together(own.pk) if one in rows and one != own.pk]
    return [one for one in joined if one.state != State.CLOSED]


@transaction.atomic
def close_off_topic(appeal_id: UUID, template: str, by: User, now: datetime, client_key: UUID) -> None:
    """Answer with a template in the citizen's language and close; refused for anything that is not off topic."""
    # In the order in which a registration takes them, so that the two never wait for each other.
    list(Conversation.objects.select_for_update(no_key=True).filter(appeal=appeal_id, is_open=True))
    appeal = locked(appeal_id)
    require_new(name_of(by), key := uuid5(client_key, str(appeal_id)))
    if has_closed(by, appeal):
        return
    require_off_topic(appeal)
    words = filled(spoken(texts_of(template, appeal), appeal), appeal, by)
    close(appeal_id, Outcome.OFF_TOPIC, by, now, key)
    say(locked(appeal_id), words, "message", by, name_of(by), now)


def has_closed(by: User, appeal: Appeal) -> bool:
    """Pressed again after an answer that was lost, with another key: it is closed as he wanted it."""
    closed = Entry.objects.filter(kind="AppealClosed", by=name_of(by), topics__contains=[f"appeal:{appeal.pk}"])
    return appeal.outcome == Outcome.OFF_TOPIC and closed.exists()


def require_off_topic(appeal: Appeal) -> None:
    if not appeal.off_topic:
        raise OnTopic(appeal.number)
    if is_due(str(assess_again.name), "MessageReceived", f"appeal:{appeal.pk}"):
        raise NotAssessed(appeal.number)
