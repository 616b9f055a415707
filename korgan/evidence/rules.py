"""What may enter the evidence store: photos, judged by their bytes and never by the name or type a client gives them,
and only whole. A damaged photo is still evidence and is kept; what is no photo at all is refused."""

from korgan.words import Names, in_all

# Type by content -> Pillow's name of the format; None: Pillow cannot read it, so it is kept without a preview.
PHOTO_FORMATS: dict[str, str | None] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/heic": None,
}
SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/heic": ".heic",
}

PREVIEW_SIDE = 1280  # pixels
# What decoding may cost: a JPEG is shrunk while it is read, the others stand in memory whole, 4 bytes a pixel.
MOST_PIXELS_JPEG = 250_000_000
MOST_PIXELS = 40_000_000


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


class NotAPhoto(Refusal):
    """The bytes are not a photo, whatever their name says."""

    code = "not_a_photo"


class NoPreview(Refusal):
    """The original is kept, but no picture could be made of it to look at."""

    code = "not_found"


def require_announced(announced: int | None, arrived: int) -> None:
    """Both in bytes; None: nothing was announced."""
    if announced is not None and announced != arrived:
        raise ShortBody(f"{arrived} of {announced} bytes came")


def require_within(limit: int, arrived: int) -> None:
    """Both in bytes."""
    if arrived > limit:
        raise TooLarge(f"more than {limit} bytes")


def may_be_decoded(kind: str, is_progressive: bool, width: int, height: int) -> bool:
    """Whether a preview may be tried: a picture of a few kilobytes can claim to be of gigapixels."""
    shrinks = kind == "image/jpeg" and not is_progressive
    return 0 < width * height <= (MOST_PIXELS_JPEG if shrinks else MOST_PIXELS)
