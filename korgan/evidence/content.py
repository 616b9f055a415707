"""What bytes are by themselves: the type by their first kilobytes, and whether they are something else besides."""

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import filetype

from korgan.evidence.rules import Disguised, Unreadable, require_taken

HEAD = 4096
CHUNK = 1024 * 1024
# What filetype calls otherwise than we do.
ALIASES = {
    "image/apng": "image/png",
    "video/x-m4v": "video/mp4",
    "audio/x-wav": "audio/wav",
    "video/x-matroska": "",
}
# Major brands of ISO base media files, ISO/IEC 14496-12 and registered at mp4ra.org.
BRANDS = {
    b"avif": "image/avif", b"avis": "image/avif",
    b"heic": "image/heic", b"heix": "image/heic", b"heim": "image/heic", b"heis": "image/heic", b"hevc": "image/heic",
    b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4",
}  # fmt: skip
# These say only that it is an image; what it is coded by stands among the compatible brands.
GENERAL_IMAGES = {b"mif1", b"msf1"}
MP4 = {b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso8", b"iso9", b"mp41", b"mp42", b"avc1", b"M4V ",
       b"MSNV", b"dash", b"hvc1", b"mmp4", b"NDSC", b"XAVC"}  # fmt: skip

# Archives are found by these wherever they stand; a zip only by its directory at the end.
ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
# A browser that guesses takes what has these in the beginning for a page; readers of PDF look for theirs there too.
SNIFFED = 1024
PAGES = (b"<script", b"<html", b"<!doctype", b"<svg", b"<iframe", b"<body")
PDF = b"%PDF-"
# The end of a PDF tells where its table stands, within its last kilobytes.
PDF_END, PDF_TAIL = b"startxref", 4096


def type_of(head: bytes) -> str:
    """The type by the first bytes; raises NotTaken."""
    if head[4:8] == b"ftyp":
        return require_taken(type_of_brand(head))
    guessed = filetype.guess_mime(bytearray(head)) if head else None
    return require_taken(ALIASES.get(guessed or "", guessed))


def type_of_brand(head: bytes) -> str | None:
    major, brands = head[8:12], set(brands_of(head))
    if major in GENERAL_IMAGES:
        return next((BRANDS[one] for one in (b"avif", b"heic", b"heix") if one in brands), "image/heic")
    if major[:3] in (b"3gp", b"3g2"):
        return "video/3gpp"
    return BRANDS.get(major) or ("video/mp4" if brands & MP4 else None)


def brands_of(head: bytes) -> Iterator[bytes]:
    """The major brand and the compatible ones."""
    yield head[8:12]
    for at in range(16, min(int.from_bytes(head[:4], "big"), len(head)), 4):
        yield head[at : at + 4]


def head_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def hashed(path: Path) -> str:
    """SHA-256 in hexadecimal, in one bounded pass; raises Disguised on an archive inside."""
    digest, before = hashlib.sha256(), b""
    longest = max(map(len, ARCHIVES))
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            if any(mark in before + chunk for mark in ARCHIVES):
                raise Disguised("it holds an archive")
            before = chunk[-longest:]
    return digest.hexdigest()


def require_one_thing(path: Path, kind: str) -> None:
    """Raise Disguised when somebody else would take it for an archive, a page or another document."""
    beginning = head_of(path)[:SNIFFED]
    if any(mark in beginning.lower() for mark in PAGES):
        raise Disguised("it begins as a page")
    if kind != "application/pdf" and PDF in beginning:
        raise Disguised("it is a PDF as well")
    if is_zip(path):
        raise Disguised("it is a zip archive as well")
    if kind == "application/pdf":
        require_end(path)


def is_zip(path: Path) -> bool:
    """Whether an archiver would find files in it; four bytes that only look so are no archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(archive.namelist())
    except Exception:
        return False


def require_end(path: Path) -> None:
    with path.open("rb") as file:
        if PDF_END not in tail(file):
            raise Unreadable("the end of the PDF is missing")


def tail(file: BinaryIO) -> bytes:
    file.seek(max(0, file.seek(0, 2) - PDF_TAIL))
    return file.read()
