"""Telegram's updates, read. Pure: recorded payloads in, inbound things out. Bot API, https://core.telegram.org/bots/api."""

from collections.abc import Mapping
from typing import Any

from telegram import Location, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from korgan.channels.base import Edited, Ignored, Inbound, InboundMessage, InboundPart, Place, Refused, Started

LANGUAGES = frozenset({"kk", "ru", "uk", "en"})
DEFAULT_LANGUAGE = "ru"


def parse(update: Mapping[str, Any]) -> list[Inbound]:
    """Everything an update holds; what we do not take is ignored with its reason, never silently."""
    if not isinstance(update.get("update_id"), int):
        return [Refused("no update_id")]
    try:
        read = Update.de_json(dict(update), None)
    except (TelegramError, TypeError, ValueError, KeyError, AttributeError, OverflowError) as broken:
        return [Refused(f"not an update of the Bot API: {type(broken).__name__}")]
    return [taken(read)]


def taken(update: Update) -> Inbound:
    message = update.message or update.edited_message
    if message is None:
        return Ignored(f"kind {kind_of(update)}")
    if message.chat.type != ChatType.PRIVATE:
        return Ignored(f"chat {message.chat.type}")
    if message.from_user is None:
        return Ignored("no sender")
    if (message.text or "").startswith("/start"):
        return Started(str(message.chat.id), str(message.from_user.id), language_of(message))
    found = parts(message)
    if not found:
        return Ignored(f"content {content_of(message)}")
    said = inbound(message, found)
    return Edited(said) if update.edited_message else said


def inbound(message: Message, found: tuple[InboundPart, ...]) -> InboundMessage:
    sender = message.from_user
    assert sender is not None
    return InboundMessage(
        external_id=found[0].external_id,
        thread=str(message.chat.id),
        sender=str(sender.id),
        scheme="telegram",
        name=sender.full_name,
        language=language_of(message),
        said_at=message.date,
        album=message.media_group_id,
        parts=found,
    )


def parts(message: Message) -> tuple[InboundPart, ...]:
    """Text or caption, the photo at its largest, the place. The first part bears the message's own id."""
    own = f"{message.chat.id}:{message.message_id}"
    found: list[InboundPart] = []
    if message.photo:
        # The largest is the nearest to evidence that Telegram gives of a photo.
        largest = max(message.photo, key=lambda size: size.width * size.height)
        found.append(InboundPart(external_id=own, kind="photo", file_ref=largest.file_id))
    if words := message.text or message.caption:
        found.append(InboundPart(external_id=f"{own}:text" if found else own, kind="text", text=words))
    if message.location:
        external_id = f"{own}:place" if found else own
        found.append(InboundPart(external_id=external_id, kind="place", place=place(message.location, message)))
    return tuple(found)


def place(location: Location, message: Message) -> Place:
    at = message.edit_date or message.date
    return Place(location.longitude, location.latitude, location.horizontal_accuracy, at)


def language_of(message: Message) -> str:
    code = (message.from_user.language_code or "")[:2] if message.from_user else ""
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


def kind_of(update: Update) -> str:
    present = (name for name in Update.ALL_TYPES if getattr(update, name, None) is not None)
    return next(present, None) or next(iter(update.api_kwargs), "unknown")


def content_of(message: Message) -> str:
    attachment = message.effective_attachment
    return type(attachment).__name__.lower() if attachment else "unknown"
