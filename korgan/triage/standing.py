"""The rules in force, kept in the process: every registration asks. Whoever puts new ones, every process follows
within a second; while the database is away, and where none was ever put, the ones it has go on."""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import Error

from korgan.triage.language import LANGUAGES
from korgan.triage.models import RulesInForce, RulesVersion
from korgan.triage.rulebook import Names, Rulebook, read, shipped

logger = logging.getLogger(__name__)

LOOKED_EVERY_S = 1.0
# The time too: a number drawn in a transaction that was rolled back may come again.
Mark = tuple[int, datetime] | None


@dataclass(slots=True)
class Kept:
    book: Rulebook
    mark: Mark
    looked_at: float


_kept: Kept | None = None
_reading = threading.Lock()


def forget() -> None:
    """Ask the database at the next question; for those who have just put rules in force."""
    if _kept is not None:
        _kept.looked_at = float("-inf")


def standing() -> Rulebook:
    """The rules in force; the database is asked at most once a second."""
    kept = _kept
    if kept is not None and time.monotonic() - kept.looked_at < LOOKED_EVERY_S:
        return kept.book
    # While one thread reads the new ones, the others go on with those they have.
    if not _reading.acquire(blocking=kept is None):
        assert kept is not None
        return kept.book
    try:
        return looked_again()
    except Error:
        logger.exception("the rules in force could not be looked up, those we have go on")
        return kept.book if kept else shipped()
    finally:
        _reading.release()


def looked_again() -> Rulebook:
    global _kept
    kept, mark = _kept, RulesInForce.objects.values_list("version", "since").first()
    if kept is None or kept.mark != mark:
        kept = Kept(book_of(mark[0]) if mark else shipped(), mark, 0.0)
    kept.looked_at = time.monotonic()
    _kept = kept
    return kept.book


def book_of(version: int) -> Rulebook:
    """Rules that were put were without mistakes; what a later program cannot read of them is left out and logged."""
    book = read(RulesVersion.objects.values_list("files", flat=True).get(pk=version), version)
    for one in book.broken:
        logger.error("rule left out: %s", one)
    return book


def words(code: str) -> Names:
    """What a reason's code says to an operator, also of a rule that is no more; an unknown code says itself."""
    return standing().reason_words.get(code) or shipped().reason_words.get(code) or dict.fromkeys(LANGUAGES, code)


def service_names(code: str) -> Names:
    """Another service by its code ("109"), for staff and citizens; an unknown code says itself."""
    return named("service", code)


def category_names(code: str) -> Names:
    return named("category", code)


def named(section: str, code: str) -> Names:
    here, ours = standing().names[section], shipped().names[section]
    return here.get(code) or ours.get(code) or dict.fromkeys(LANGUAGES, code)
