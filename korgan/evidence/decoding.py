"""Opens bytes of strangers. A program of its own, run by `apart.py` in a process with limits, so that a hostile file
takes nothing with it: it imports nothing of Korgan, reads the file from standard input and writes to standard output.

`examine READER` answers one JSON object: what the file is and what it says of itself, or why it is refused.
`preview READER` answers the bytes of a small copy without metadata: a JPEG, or of sound a PNG; nothing if it cannot."""

import json
import math
import os
import re
import resource
import sys
from array import array
from datetime import UTC, datetime
from fractions import Fraction
from io import BytesIO
from typing import Any, BinaryIO

import av
from PIL import ExifTags, Image, ImageDraw, ImageOps
from pillow_heif import register_heif_opener

PICTURES = {"JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF"}
# Bytes, seconds of processor, open files.
LIMITS = {resource.RLIMIT_AS: 3 << 30, resource.RLIMIT_CPU: 40, resource.RLIMIT_NOFILE: 64, resource.RLIMIT_CORE: 0}
SIDE = 1280
MOST_PIXELS_JPEG, MOST_PIXELS = 250_000_000, 40_000_000
# A waveform: so many bars, and so much of a long recording at most, in seconds of sound.
BARS, BAR, HEIGHT, LISTENED_S, RATE, FINE = 160, 4, 96, 3600, 8000, 80
POSTER_AT_S = 1.0
ISO6709 = re.compile(r"([+-]\d{1,3}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)")

register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # sizes are judged here, before anything is decoded


class Refused(Exception):
    """The code of evidence.rules."""


def examine(file: BinaryIO, reader: str) -> dict[str, Any]:
    return examine_picture(file, reader) if reader in PICTURES else examine_media(file, reader)


def examine_picture(file: BinaryIO, reader: str) -> dict[str, Any]:
    """The header is that of a picture; a cut or damaged picture passes, for it is evidence too."""
    try:
        image = Image.open(file, formats=[reader])
    except Exception as error:
        if reader == "HEIF" and tells_of_a_picture(file):
            return {"has_picture": True}
        raise Refused("unreadable") from error
    with image:
        if image.width * image.height > MOST_PIXELS_JPEG:
            raise Refused("bomb")
        return {"has_picture": True, **said_by_exif(image)}


def tells_of_a_picture(file: BinaryIO) -> bool:
    """What is left of a cut HEIC: nothing is opened of it when any of it is missing, but it begins as one."""
    file.seek(0)
    head = file.read(4096)
    box = head[int.from_bytes(head[:4], "big") :][:64]
    return box[4:8] == b"meta" and b"hdlr" in box and b"pict" in box


def said_by_exif(image: Image.Image) -> dict[str, Any]:
    """Whatever is wrong in it costs nothing but itself."""
    try:
        exif = image.getexif()
        gps, more = exif.get_ifd(ExifTags.IFD.GPSInfo), exif.get_ifd(ExifTags.IFD.Exif)
    except Exception:
        return {}
    return {**place_of(gps), **time_of(gps, more)}


def place_of(gps: dict[int, Any]) -> dict[str, Any]:
    try:
        lat = degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef], "S")
        lon = degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef], "W")
    except Exception:
        return {}
    return place(lon, lat)


def degrees(dms: Any, reference: str, negative: str) -> float:
    degree, minute, second = (float(Fraction(one)) for one in dms)
    return (degree + minute / 60 + second / 3600) * (-1 if reference.strip("\0 ").upper() == negative else 1)


def place(lon: float, lat: float) -> dict[str, Any]:
    """Zero by zero is what a phone without a fix writes."""
    is_real = math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90 and (lon or lat)
    return {"lon": round(lon, 6), "lat": round(lat, 6)} if is_real else {}


def time_of(gps: dict[int, Any], more: dict[int, Any]) -> dict[str, Any]:
    """ISO 8601; without an offset when the photo says only what its own clock showed."""
    try:
        day = str(gps[ExifTags.GPS.GPSDateStamp]).strip("\0 ")
        hour, minute, second = (int(Fraction(one)) for one in gps[ExifTags.GPS.GPSTimeStamp])
        at = datetime.strptime(day, "%Y:%m:%d").replace(hour=hour, minute=minute, second=second, tzinfo=UTC)
        return {"at": at.isoformat()}
    except Exception:
        return time_of_clock(more)


def time_of_clock(more: dict[int, Any]) -> dict[str, Any]:
    try:
        shown = str(more[ExifTags.Base.DateTimeOriginal]).strip("\0 ")
        at = datetime.strptime(shown, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  # the photo does not say whose clock it was
        offset = str(more.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
        return {"at": datetime.fromisoformat(f"{at.isoformat()}{offset}").isoformat()}
    except Exception:
        return {}


def examine_media(file: BinaryIO, reader: str) -> dict[str, Any]:
    """It can be opened, and its first second of sound or its first picture can be decoded or at least is declared."""
    try:
        container = av.open(file, format=reader, metadata_errors="replace")
    except Exception as error:
        raise Refused("unreadable") from error
    with container:
        videos = [one for one in container.streams.video if not is_cover(one)]
        if not videos and not container.streams.audio:
            raise Refused("unreadable")
        if any(one.codec_context.width * one.codec_context.height > MOST_PIXELS for one in videos):
            raise Refused("bomb")
        return {"has_picture": bool(videos), **seconds_of(container), **said_by_container(container.metadata)}


def is_cover(stream: Any) -> bool:
    """The picture of a song's album is no video."""
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def seconds_of(container: Any) -> dict[str, Any]:
    return {"seconds": round(container.duration / av.time_base, 1)} if container.duration else {}


def said_by_container(metadata: dict[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    told = metadata.get("com.apple.quicktime.location.ISO6709") or metadata.get("location") or ""
    if found := ISO6709.match(told):
        said |= place(float(found[2]), float(found[1]))
    try:
        at = datetime.fromisoformat(metadata["creation_time"].replace("Z", "+00:00"))
        said |= {"at": at.isoformat()} if at.year > 1990 else {}
    except (KeyError, ValueError):
        pass
    return said


def preview(file: BinaryIO, reader: str) -> bytes:
    if reader in PICTURES:
        return of_picture(file, reader)
    with av.open(file, format=reader, metadata_errors="replace") as container:
        videos = [one for one in container.streams.video if not is_cover(one)]
        return poster(container, videos[0]) if videos else waveform(container)


def of_picture(file: BinaryIO, reader: str) -> bytes:
    with Image.open(file, formats=[reader]) as image:
        shrinks = reader == "JPEG" and not image.info.get("progressive")
        if image.width * image.height > (MOST_PIXELS_JPEG if shrinks else MOST_PIXELS):
            return b""
        return small_copy(image)


def small_copy(image: Image.Image) -> bytes:
    """A JPEG of at most 1280 by 1280 pixels, turned as the phone was held."""
    image.draft("RGB", (SIDE, SIDE))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((SIDE, SIDE))
    layered = upright.convert("RGBA")
    # A new picture carries nothing of the old one's metadata: no place, no device, no comment.
    clean = Image.new("RGB", layered.size, "white")
    clean.paste(layered, mask=layered.getchannel("A"))
    written = BytesIO()
    clean.save(written, "JPEG", quality=82, optimize=True)
    return written.getvalue()


def poster(container: Any, stream: Any) -> bytes:
    """A picture of about the first second: the very first one is often black."""
    shown = None
    for frame in container.decode(stream):
        shown = frame
        if frame.time is None or frame.time >= POSTER_AT_S:
            break
    if shown is None:
        return b""
    # Counter-clockwise, as Pillow turns.
    return small_copy(shown.to_image().rotate(getattr(shown, "rotation", 0), expand=True))


def waveform(container: Any) -> bytes:
    """Loudness in bars, black on nothing, so that a screen may colour it."""
    peaks = louder(container)
    if not peaks:
        return b""
    drawn = Image.new("LA", (len(peaks) * BAR, HEIGHT), (0, 0))
    pen, top = ImageDraw.Draw(drawn), max(max(peaks), 1)
    for at, peak in enumerate(peaks):
        tall = max(2, round(peak / top * (HEIGHT - 4)))
        pen.rectangle([at * BAR, (HEIGHT - tall) // 2, at * BAR + BAR - 2, (HEIGHT + tall) // 2], fill=(0, 255))
    written = BytesIO()
    drawn.save(written, "PNG", optimize=True)
    return written.getvalue()


def louder(container: Any) -> list[int]:
    """The loudest sample of each bar's time."""
    fine: list[int] = []
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    for frame in container.decode(container.streams.audio[0]):
        for piece in resampler.resample(frame):
            samples = array("h", bytes(piece.planes[0])[: piece.samples * 2])
            fine += [max(map(abs, samples[at : at + FINE])) for at in range(0, len(samples), FINE)]
        if len(fine) * FINE > LISTENED_S * RATE:
            break
    width = max(1, math.ceil(len(fine) / BARS))
    return [max(fine[at : at + width]) for at in range(0, len(fine), width)]


def main() -> int:
    for what, most in LIMITS.items():
        resource.setrlimit(what, (most, most))
    verb, reader = sys.argv[1:]
    # What libraries say must not mix with the answer.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if verb == "preview":
        answer.write(preview(sys.stdin.buffer, reader))
    else:
        answer.write(json.dumps(examined(sys.stdin.buffer, reader)).encode())
    answer.close()
    return 0


def examined(file: Any, reader: str) -> dict[str, Any]:
    try:
        return examine(file, reader)
    except Refused as refused:
        return {"refused": str(refused)}


if __name__ == "__main__":
    sys.exit(main())
