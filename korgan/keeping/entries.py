from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class HoldSet:
    appeal: UUID
    hold: UUID


@dataclass(frozen=True, slots=True)
class HoldLifted:
    appeal: UUID
    hold: UUID


@dataclass(frozen=True, slots=True)
class AppealErased:
    """`what`: at the citizen's wish, or because its term was over."""

    appeal: UUID
    what: str


@dataclass(frozen=True, slots=True)
class CitizenErased:
    """He wished it: so many of his appeals are erased, so many the law keeps for now."""

    contact: UUID
    erased: int
    kept: int


@dataclass(frozen=True, slots=True)
class MineExported:
    """A citizen took a copy of what is kept of him."""

    contact: UUID


@dataclass(frozen=True, slots=True)
class RetentionDone:
    """What one run removed, by table and by kind of appeal; what was due but is kept, by why; `failed`, appeals that
    could not be erased; and `left`, what a search for text in the erased appeals still found. Both are 0, or something
    is wrong."""

    appeals: int
    parts: int
    notes: int
    contacts: int
    evidence: int
    bytes: int
    emergency: int
    complaint: int
    statement: int
    proposal: int
    question: int
    tip: int
    thanks: int
    kept_held: int
    kept_numbered: int
    failed: int
    left: int
