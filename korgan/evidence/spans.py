"""A stretch of an original, for a player that seeks: read from the store without the rest of it."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from korgan.evidence.actions import store
from korgan.evidence.models import Evidence

CHUNK = 256 * 1024


class NoSuchRange(Exception):
    """It begins behind the end of the file."""


class BadRange(Exception):
    """Nothing that can be understood."""


def asked_for(header: str | None, size: int) -> range | None:
    """The bytes that a header `Range: bytes=…` asks for; None is all of the file, which is the answer to several
    stretches at once too, as RFC 9110 allows. Raises BadRange, NoSuchRange."""
    if header is None or "," in header:
        return None
    unit, _, span = header.partition("=")
    first, dash, last = (word.strip() for word in span.partition("-"))
    if unit.strip().lower() != "bytes" or not dash:
        raise BadRange(header)
    try:
        begins = int(first) if first else max(size - int(last), 0)
        ends = min(int(last) + 1, size) if first and last else size
    except ValueError:
        raise BadRange(header) from None
    if begins >= size:
        raise NoSuchRange(header)
    if begins >= ends:
        raise BadRange(header)
    return range(begins, ends)


def read(kept: Evidence, span: range) -> Iterator[bytes]:
    """From a store that is no folder, which is one that speaks S3."""
    bucket: Any = store().bucket  # type: ignore[attr-defined]  # of django-storages
    found = bucket.Object(kept.original).get(Range=f"bytes={span.start}-{span.stop - 1}")
    with closing(found["Body"]) as body:
        yield from body.iter_chunks(CHUNK)
