"""Telegram's updates, read. Pure: recorded payloads in, inbound things out. Bot API, https://core.telegram.org/bots/api."""

import json
import re
from collections.abc import Mapping
from typing import Any

from telegram import Location, Message, Update
from telegram.constants import ChatType, MessageType

from korgan.channels.base import (
    Edited,
    Ignored,
    Inbound,
    InboundMessage,
    InboundPart,
    Malformed,
    Place,
    Raw,
    Refused,
    Started,
    Unsupported,
)

LANGUAGES = frozenset({"kk", "ru", "uk", "en"})
DEFAULT_LANGUAGE = "ru"
# The three commands every bot is to know; words after /start are a citizen's, a code is a link's.
OPENING = re.compile(r"/(start( [\w-]{1,64})?|help|settings)", re.ASCII)
# What is taken as a file, and as what. An animation is also a document, and is called what it is.
TAKEN = {"voice": "audio", "video_note": "video", "video": "video", "audio": "audio", "animation": "video"}
# A document is what its sender's program says it is, until its bytes have come and say it themselves.
DOCUMENTS = {"image": "photo", "video": "video", "audio": "audio"}
NOT_TAKEN = (*TAKEN, "document", "sticker", "poll", "dice", "story", "game", "paid_media", "checklist")
LARGEST = 20 * 1024 * 1024  # of the Bot API's getFile


def receive(update: Any) -> Raw:
    """Named by its update_id; whose turn it is is told by the chat. What has no chat stands for itself."""
    if not isinstance(update, Mapping) or not is_id(update.get("update_id")):
        raise Malformed("no update_id")
    try:
        body = json.dumps(update)
    except (ValueError, RecursionError):
        raise Malformed("nested too deeply") from None
    return Raw(str(update["update_id"]), sender_of(update), body)


def sender_of(update: Mapping[str, Any]) -> str:
    for content in update.values():
        chat = content.get("chat") if isinstance(content, Mapping) else None
        if isinstance(chat, Mapping) and is_id(chat.get("id")):
            return str(chat["id"])
    return f"update:{update['update_id']}"


def is_id(given: Any) -> bool:
    return type(given) is int and abs(given) < 2**63


def parse(update: Mapping[str, Any]) -> list[Inbound]:
    """Everything an update holds; what we do not take is ignored with its reason, never silently."""
    try:
        return taken(Update.de_json(dict(update), None))
    except Exception as broken:
        # The library takes types on trust, so that a broken update may fail anywhere.
        return [Refused(f"not an update of the Bot API: {type(broken).__name__}")]


def taken(update: Update) -> list[Inbound]:
    message = update.message or update.edited_message
    if message is None:
        return [Ignored(f"kind {kind_of(update)}")]
    if message.chat.type != ChatType.PRIVATE:
        return [Ignored(f"chat {message.chat.type}")]
    if message.from_user is None:
        return [Ignored("no sender")]
    if OPENING.fullmatch(message.text or ""):
        return [Started(str(message.chat.id), str(message.from_user.id), language_of(message))]
    found = parts(message)
    if update.edited_message:
        return [Edited(inbound(message, found)) if found else Ignored(f"edited {content_of(message)}")]
    return [*([inbound(message, found)] if found else []), *left_over(message, bool(found))]


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
        said_at=message.edit_date or message.date,
        album=album_of(message),
        parts=found,
    )


def parts(message: Message) -> tuple[InboundPart, ...]:
    """Words, the photo, the place. The first part bears the message's own id."""
    own = f"{message.chat.id}:{message.message_id}"
    found: list[InboundPart] = []
    if file := file_of(message):
        kind, file_ref = file
        found.append(InboundPart(external_id=own, kind=kind, file_ref=file_ref))
    if words := words_of(message):
        found.append(InboundPart(external_id=f"{own}:text" if found else own, kind="text", text=words))
    if message.location:
        external_id = f"{own}:place" if found else own
        found.append(InboundPart(external_id=external_id, kind="place", place=place(message.location, message)))
    return tuple(found)


def file_of(message: Message) -> tuple[str, str] | None:
    """The kind and the name of what is to be fetched; None also when it is too large to be."""
    if message.photo:
        # Its largest size is the nearest to the original that Telegram gives; sent as a file it is the original itself.
        return "photo", max(message.photo, key=lambda size: size.width * size.height).file_id
    named = next((name for name in TAKEN if getattr(message, name, None)), "")
    file = getattr(message, named) if named else message.document
    kind = TAKEN.get(named) or kind_of_document(message.document.mime_type if message.document else None)
    return (kind, file.file_id) if file and kind and (file.file_size or 0) <= LARGEST else None


def kind_of_document(mime_type: str | None) -> str:
    if mime_type == "application/pdf":
        return "file"
    family, _, form = (mime_type or "").partition("/")
    return "" if form.startswith("svg") else DOCUMENTS.get(family, "")


def words_of(message: Message) -> str:
    if message.venue:
        return f"{message.venue.title}, {message.venue.address}"
    if message.contact:
        return " ".join(filter(None, (message.contact.phone_number, message.contact.first_name)))
    return message.text or message.caption or ""


def place(location: Location, message: Message) -> Place:
    at = message.edit_date or message.date
    return Place(location.longitude, location.latitude, location.horizontal_accuracy, at)


def album_of(message: Message) -> str | None:
    """Photos sent together are one message; so is a place that moves, however long, also when its appeal is closed."""
    location = message.location
    if location and (location.live_period or message.edit_date):
        return f"moving {message.message_id}"
    return None if message.edit_date else message.media_group_id


def left_over(message: Message, is_partly_taken: bool) -> list[Inbound]:
    """What of a message we do not take. A citizen may have meant it as a cry for help, so he is told."""
    untaken = next((kind for kind in NOT_TAKEN if getattr(message, kind, None)), "")
    if is_partly_taken and (file_of(message) or not untaken):
        return []
    if what := untaken or unknown_in(message.api_kwargs):
        who = message.from_user
        return [Unsupported(str(message.chat.id), str(who.id if who else ""), language_of(message), what)]
    return [Ignored(f"content {content_of(message)}")]


def language_of(message: Message) -> str:
    code = (message.from_user.language_code or "")[:2] if message.from_user else ""
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


def kind_of(update: Update) -> str:
    present = (name for name in Update.ALL_TYPES if getattr(update, name, None) is not None)
    return next(present, None) or unknown_in(update.api_kwargs) or "unknown"


def unknown_in(more: Mapping[str, Any]) -> str:
    """The name of what the library does not know yet; the Bot API's names are short and plain."""
    return next((name for name in more if name.isidentifier() and len(name) < 50), "")


def content_of(message: Message) -> str:
    return next((kind.value for kind in MessageType if getattr(message, kind.value, None)), "unknown")
