from datetime import datetime
from uuid import UUID

from django.db import transaction

from korgan.channels.registry import channel_of
from korgan.handling.changing import changed
from korgan.handling.rules import require_holder
from korgan.intake.actions import locked
from korgan.intake.models import Appeal, Conversation, Direction, Message, Part, PartKind
from korgan.journal.actions import require_new
from korgan.journal.ids import new_id
from korgan.people.actions import name_of
from korgan.people.models import Contact, User
from korgan.reply import rules
from korgan.reply.entries import LanguageCorrected, ReplyWritten
from korgan.reply.models import Delivery
from korgan.words import LANGUAGES

SYSTEM = "system:reply"


@transaction.atomic
def reply(appeal_id: UUID, text: str, by: User, now: datetime, client_key: UUID | None = None) -> Message:
    """Answer the citizen where he asked; whoever has the appeal answers."""
    said = rules.require_text(text)
    appeal = locked(appeal_id)
    require_new(name_of(by), client_key)
    rules.require_open(appeal)
    require_holder(appeal, by)
    message = say(appeal, said, "message", by, name_of(by), now, client_key)
    if appeal.first_reply_at is None:
        appeal.first_reply_at = now
        appeal.save(update_fields=["first_reply_at"])
    return message


@transaction.atomic
def correct_language(appeal_id: UUID, language: str, by: User, client_key: UUID | None = None) -> Appeal:
    """Speak to the citizen in this language from now on, whatever his next messages seem to be written in."""
    appeal = locked(appeal_id)
    require_new(name_of(by), client_key)
    if language not in LANGUAGES:
        raise rules.UnknownLanguage(language)
    said = Contact.objects.filter(pk=appeal.contact_id, language=language, language_by=Contact.BY_STAFF)
    if appeal.language == language and said.exists():
        return appeal
    Contact.objects.filter(pk=appeal.contact_id).update(language=language, language_by=Contact.BY_STAFF)
    appeal.language = language
    return changed(appeal, LanguageCorrected(appeal.id, language), name_of(by), client_key, ["language"])


def say(
    appeal: Appeal, text: str, kind: str, author: User | None, by: str, now: datetime, client_key: UUID | None = None
) -> Message:
    """Put a message into the outbox, a row per part; the caller holds the appeal's lock."""
    conversation = Conversation.objects.select_related("account").filter(appeal=appeal).latest("opened_at")
    message = Message(
        id=new_id(),
        conversation=conversation,
        appeal=appeal,
        direction=Direction.OUT,
        kind=kind,
        language=appeal.language,
        author=author,
        said_at=now,
    )
    changed(appeal, ReplyWritten(appeal.id, message.id), by, client_key, [])
    message.version = appeal.version
    message.save(force_insert=True)
    planned = channel_of(conversation.account.kind).plan(text)
    parts = [
        Part(message=message, account=conversation.account, position=at, kind=PartKind.TEXT, text=part.text)
        for at, part in enumerate(planned)
    ]
    Part.objects.bulk_create(parts)
    Delivery.objects.bulk_create([Delivery(part=part, changed_at=now) for part in parts])
    return message
