"""A small copy of a photo to look at: turned as it was held, without the metadata, never larger than 1280 pixels."""

import logging
import threading
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps

from korgan.evidence.rules import PHOTO_FORMATS, PREVIEW_SIDE, may_be_decoded

logger = logging.getLogger(__name__)

# A photo being decoded is the largest thing in memory, so they take turns.
turn = threading.Lock()


def picture_of(original: BinaryIO, kind: str) -> bytes | None:
    """A JPEG of at most 1280 by 1280 pixels; None when the original cannot or should not be decoded."""
    name = PHOTO_FORMATS.get(kind)
    if name is None:
        return None
    try:
        with turn, Image.open(original, formats=[name]) as image:
            if not may_be_decoded(kind, bool(image.info.get("progressive")), *image.size):
                return None
            return small_copy(image)
    except Exception as error:
        # Decoders raise whatever they like at damaged bytes; the original stays what it is.
        logger.warning("no preview of a %s: %s", kind, error)
        return None


def small_copy(image: Image.Image) -> bytes:
    image.draft("RGB", (PREVIEW_SIDE, PREVIEW_SIDE))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    layered = upright.convert("RGBA")
    # A new picture carries nothing of the old one's metadata: no place, no device, no comment.
    clean = Image.new("RGB", layered.size, "white")
    clean.paste(layered, mask=layered.getchannel("A"))
    written = BytesIO()
    clean.save(written, "JPEG", quality=82, optimize=True)
    return written.getvalue()
