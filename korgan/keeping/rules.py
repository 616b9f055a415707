"""How long an appeal is kept after it was closed. Two terms in years: `keep`, after which it is erased by itself, and
`law`, until which it is kept even if the citizen wants it erased. What is open, held, or registered elsewhere (КУИ,
ЕРДР, ЄО) is kept without a term: it may be a case. Pure.

The defaults are ours and careful: written statements and complaints as appeals under the administrative code (five
years in the list of standard documents), calls as long as an administrative case about them may be opened (one year).
Each installation's lawyer sets his own by KORGAN_KEEP_YEARS."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

YEAR = timedelta(days=365, hours=6)


class Term(NamedTuple):
    """Years after closing."""

    keep: float
    law: float


# By kind; an outcome that stands here counts before the kind.
TERMS: dict[str, Term] = {
    "emergency": Term(keep=5, law=1),
    "complaint": Term(keep=5, law=5),
    "statement": Term(keep=5, law=5),
    "proposal": Term(keep=5, law=1),
    "question": Term(keep=1, law=0),
    "tip": Term(keep=3, law=1),
    "thanks": Term(keep=1, law=0),
    "outcome:off_topic": Term(keep=1, law=0),
    "outcome:false_call": Term(keep=3, law=1),
}
KINDS = tuple(name for name in TERMS if not name.startswith("outcome:"))
LONGEST = "statement"

Terms = Mapping[str, Term]


def terms(given: Mapping[str, tuple[float, float]]) -> dict[str, Term]:
    """The defaults with what the setting says otherwise."""
    return {**TERMS, **{name: Term(*years) for name, years in given.items()}}


def term_of(known: Terms, kind: str, outcome: str) -> Term:
    """A kind nobody has thought of is kept as long as any."""
    return known.get(f"outcome:{outcome}") or known.get(kind) or known[LONGEST]


def erased_at(term: Term, closed_at: datetime, is_wished: bool) -> datetime:
    """When its time is over; a wish cannot make it longer."""
    years = min(term.law, term.keep) if is_wished else term.keep
    return closed_at + years * YEAR
