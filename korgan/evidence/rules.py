"""What may enter the evidence store: photos, video, audio and PDF, judged by their bytes and never by the name or type
a client gives them, and only whole. A damaged photo is still evidence and is kept; archives, programs, pages and
whatever is two things at once are refused, and so is a picture that would burst whoever opens it."""

from dataclasses import dataclass
from datetime import timedelta

from korgan.words import Names, in_all

PHOTO, VIDEO, AUDIO, FILE = "photo", "video", "audio", "file"


@dataclass(frozen=True, slots=True)
class Type:
    """What bytes of a type are to people, and how the store's names of them end. `reader` is what a preview is made by:
    Pillow's name of the format or ffmpeg's; empty when nothing here reads it, so that it is kept without a preview."""

    kind: str
    suffix: str
    reader: str


TYPES: dict[str, Type] = {
    "image/jpeg": Type(PHOTO, ".jpg", "JPEG"),
    "image/png": Type(PHOTO, ".png", "PNG"),
    "image/webp": Type(PHOTO, ".webp", "WEBP"),
    "image/gif": Type(PHOTO, ".gif", "GIF"),
    "image/avif": Type(PHOTO, ".avif", "AVIF"),
    "image/heic": Type(PHOTO, ".heic", "HEIF"),
    "video/mp4": Type(VIDEO, ".mp4", "mov"),
    "video/quicktime": Type(VIDEO, ".mov", "mov"),
    "video/3gpp": Type(VIDEO, ".3gp", "mov"),
    "video/webm": Type(VIDEO, ".webm", "matroska"),
    "audio/mp4": Type(AUDIO, ".m4a", "mov"),
    "audio/3gpp": Type(AUDIO, ".3gp", "mov"),
    "audio/webm": Type(AUDIO, ".weba", "matroska"),
    "audio/ogg": Type(AUDIO, ".ogg", "ogg"),
    "audio/mpeg": Type(AUDIO, ".mp3", "mp3"),
    "audio/wav": Type(AUDIO, ".wav", "wav"),
    "application/pdf": Type(FILE, ".pdf", ""),
}
# A container of video without a picture in it is a recording of sound.
WITHOUT_PICTURE = {
    "video/mp4": "audio/mp4",
    "video/quicktime": "audio/mp4",
    "video/3gpp": "audio/3gpp",
    "video/webm": "audio/webm",
}

PREVIEW_SIDE = 1280  # pixels
# What decoding may cost: a JPEG is shrunk while it is read, the others stand in memory whole, 4 bytes a pixel.
MOST_PIXELS_JPEG = 250_000_000
MOST_PIXELS = 40_000_000

# An upload that nobody goes on with for so long loses its bytes; a part that never came is shown as missing later.
EXPIRES_AFTER = timedelta(hours=24)
MISSING_AFTER = timedelta(days=7)


class Refusal(Exception):
    """Why bytes were not taken; `code` names the words for the citizen."""

    code: str

    @property
    def words(self) -> Names:
        return in_all(f"error.{self.code}")


class ShortBody(Refusal):
    """The connection was cut: the bytes are not as many as announced, so they are not the original."""

    code = "short_body"


class TooLarge(Refusal):
    """More bytes than the channel takes."""

    code = "too_large"


class TooMuch(Refusal):
    """More bytes in all than one appeal, or one phone in a day, may bring."""

    code = "too_much"


class NotTaken(Refusal):
    """The bytes are of no type we take, whatever their name says."""

    code = "not_taken"


class Disguised(Refusal):
    """The bytes are one thing to us and another to somebody else: a photo that is also an archive or a page."""

    code = "disguised"


class Unreadable(Refusal):
    """It begins as something we take, but nothing of it can be read."""

    code = "unreadable"


class Bomb(Refusal):
    """A small file that claims to be a picture of gigapixels."""

    code = "bomb"


class NoPreview(Refusal):
    """The original is kept, but no picture could be made of it to look at."""

    code = "not_found"


class Removed(Refusal):
    """The bytes were removed by an action of its own; their hash stays."""

    code = "evidence_removed"


class Lost(Refusal):
    """The original should be in the store and is not: the disk or the bucket must be looked at."""

    code = "original_lost"


REFUSALS: dict[str, type[Refusal]] = {one.code: one for one in (NotTaken, Disguised, Unreadable, Bomb)}


def require_announced(announced: int | None, arrived: int) -> None:
    """Both in bytes; None: nothing was announced."""
    if announced is not None and announced != arrived:
        raise ShortBody(f"{arrived} of {announced} bytes came")


def require_within(limit: int, arrived: int) -> None:
    """Both in bytes."""
    if arrived > limit:
        raise TooLarge(f"more than {limit} bytes")


def require_quota(used: int, wanted: int, limit: int) -> None:
    """All in bytes: what has come or is coming already, what is to come, and how much may come."""
    if used + wanted > limit:
        raise TooMuch(f"{used} + {wanted} of {limit} bytes")


def require_taken(kind: str | None) -> str:
    if kind not in TYPES:
        raise NotTaken(f"the bytes are {kind or 'of no type we know'}")
    return kind


def may_be_decoded(kind: str, is_progressive: bool, width: int, height: int) -> bool:
    """Whether a preview may be tried: a picture of a few kilobytes can claim to be of gigapixels."""
    shrinks = kind == "image/jpeg" and not is_progressive
    return 0 < width * height <= (MOST_PIXELS_JPEG if shrinks else MOST_PIXELS)
