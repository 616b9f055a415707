"""Real photos made by Pillow, HEIC as an iPhone's among them, with what a phone puts into them."""

from io import BytesIO
from typing import Any

from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F

# What a phone writes half a kilometre from where Aigerim says she is.
IN_TOWN = {1: "N", 2: (54.0, 52.0, 12.0), 3: "E", 4: (69.0, 9.0, 36.0), 29: "2026:11:24", 7: (19.0, 41.0, 5.0)}


def photo(kind: str = "JPEG", size: tuple[int, int] = (400, 300), orientation: int = 1, **how: Any) -> bytes:
    """Red on the left half, blue on the right, before it is turned."""
    image = Image.new(how.pop("mode", "RGB"), size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = "Phone of Aigerim"
    exif.get_ifd(GPS).update(how.pop("gps", {1: "N"}))
    written = BytesIO()
    if kind == "GIF":
        image.save(written, kind, **how)
    else:
        image.save(written, kind, exif=exif.tobytes(), **how)
    return written.getvalue()
