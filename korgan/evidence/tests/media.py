"""Small real recordings made by PyAV, and files of other kinds, honest and hostile. Nothing of them is kept in the
repository."""

import zipfile
from fractions import Fraction
from functools import cache
from io import BytesIO
from typing import Any

import av
from PIL import Image

from korgan.evidence.tests.photos import photo

SAID_BY_PHONE = {"location": "+54.8700+069.1500/", "creation_time": "2026-11-21T20:40:00.000000Z"}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R/Size 3>>\nstartxref\n9\n%%EOF\n"
)


@cache
def video(form: str = "mp4", seconds: float = 2, size: tuple[int, int] = (160, 120), sound: bool = True) -> bytes:
    """Red for a second and a half, then blue."""
    written = BytesIO()
    codec, voice = {"webm": ("libvpx", "libopus")}.get(form, ("mpeg4", "aac"))
    with av.open(written, "w", format=form) as made:
        made.metadata.update(SAID_BY_PHONE)
        stream: Any = made.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        voiced: Any = made.add_stream(voice, rate=48000, layout="mono") if sound else None
        for at in range(int(seconds * 10)):
            picture = Image.new("RGB", size, "red" if at < 15 else "blue")
            made.mux(stream.encode(frame_of(picture)))
        made.mux(stream.encode(None))
        if voiced:
            sing(made, voiced, seconds)
    return written.getvalue()


def frame_of(picture: Image.Image) -> Any:
    return av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]  # so it is shipped


@cache
def audio(form: str = "ogg", seconds: float = 1) -> bytes:
    """A tone that grows louder."""
    written = BytesIO()
    codec = {"ogg": "libopus", "mp3": "libmp3lame", "wav": "pcm_s16le", "webm": "libopus"}.get(form, "aac")
    with av.open(written, "w", format=form) as made:
        sing(made, made.add_stream(codec, rate=48000, layout="mono"), seconds)
    return written.getvalue()


def sing(made: Any, stream: Any, seconds: float) -> None:
    size = 960
    coder = stream.codec_context
    resampler = av.AudioResampler(coder.format.name, "mono", 48000, frame_size=coder.frame_size or size)
    count = int(seconds * 48000 / size)
    for at in range(count):
        loud = int(20000 * (at + 1) / count)
        frame = av.AudioFrame(format="s16", layout="mono", samples=size)
        wave = b"".join((loud if n // 48 % 2 else -loud).to_bytes(2, "little", signed=True) for n in range(size))
        frame.planes[0].update(wave.ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.pts, frame.time_base = 48000, at * size, Fraction(1, 48000)
        for piece in resampler.resample(frame):
            made.mux(stream.encode(piece))
    for piece in resampler.resample(None):
        made.mux(stream.encode(piece))
    made.mux(stream.encode(None))


def archive(name: str = "photo.jpg") -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        made.writestr(name, b"x" * 100)
    return written.getvalue()


def enormous() -> bytes:
    """A few hundred kilobytes that say of themselves to be of 3,600 megapixels."""
    written = BytesIO()
    Image.new("1", (60_000, 60_000)).save(written, "PNG")
    return written.getvalue()


def enormous_heic() -> bytes:
    """It says the same of itself, in the box `ispe`: width and height behind four bytes of version."""
    before, after = photo("HEIF").split(b"ispe\0\0\0\0")
    return before + b"ispe\0\0\0\0" + 2 * (60_000).to_bytes(4, "big") + after[8:]


def avif() -> bytes:
    written = BytesIO()
    Image.new("RGB", (64, 64), "red").save(written, "AVIF")
    return written.getvalue()


# Type by content -> how such a file is made.
HONEST: dict[str, Any] = {
    "image/jpeg": photo,
    "image/png": lambda: photo("PNG"),
    "image/webp": lambda: photo("WEBP"),
    "image/gif": lambda: photo("GIF"),
    "image/avif": avif,
    "image/heic": lambda: photo("HEIF"),
    "video/mp4": lambda: video("mp4"),
    "video/quicktime": lambda: video("mov"),
    "video/webm": lambda: video("webm"),
    "video/3gpp": lambda: video("3gp"),
    "audio/ogg": lambda: audio("ogg"),
    "audio/mp4": lambda: audio("ipod"),
    "audio/mpeg": lambda: audio("mp3"),
    "audio/wav": lambda: audio("wav"),
    "audio/webm": lambda: audio("webm"),
    "application/pdf": lambda: PDF,
}
