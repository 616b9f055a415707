"""What a stream sends of each entry: the fact, and the present rows it concerns, loaded once a batch per audience."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from pydantic import BaseModel

from korgan.briefs import citizen, rows, staff
from korgan.dispatch.models import Assignment, Unit
from korgan.intake.topics import area_topics
from korgan.journal.models import Entry

Told = dict[str, Any]
KEPT_VEILED = ("seq", "at", "kind", "by", "unit")


class Telling(NamedTuple):
    """What is told of an entry. An appeal that went elsewhere is shown to those who may see it now; `seers` are the
    topics by which they hear of it, None when whoever hears the entry may see it all."""

    shown: Told
    seers: frozenset[str] | None = None

    def is_for(self, topics: frozenset[str]) -> bool:
        return self.seers is None or not self.seers.isdisjoint(topics)

    @property
    def veiled(self) -> Told:
        """For those who heard of the appeal and may not see it: that it is no more theirs, and how their unit is."""
        kept: Told = {name: self.shown[name] for name in KEPT_VEILED if name in self.shown}
        return {**kept, "facts": {"appeal": self.shown["facts"]["appeal"]}, "is_veiled": True}


class Fact(Protocol):
    """An entry as a reader of the journal has it."""

    seq: int
    kind: str
    facts: dict[str, Any]


def ids(entries: Iterable[Fact], name: str) -> list[Any]:
    return list({entry.facts[name] for entry in entries if entry.facts.get(name) is not None})


def dumped(found: Iterable[BaseModel], key: str = "id") -> dict[str, Told]:
    told = (one.model_dump(mode="json") for one in found)
    return {str(one[key]): one for one in told}


def for_staff(entries: Sequence[Fact]) -> dict[int, Telling]:
    """By seq, what staff are told of each entry."""
    concerned = rows.appeals(ids(entries, "appeal"))
    seers = {str(appeal.id): frozenset(area_topics(appeal)) for appeal in concerned}
    sent = Assignment.objects.select_related("unit", "sent_by").filter(pk__in=ids(entries, "assignment"))
    units = rows.units_with_jobs(Unit.objects.filter(pk__in=ids(entries, "unit")))
    known = {
        "appeal": dumped(staff.appeals(concerned)),
        "message": dumped(staff.message(one) for one in rows.messages().filter(pk__in=ids(entries, "message"))),
        "assignment": dumped(staff.assignment(one) for one in sent),
        "unit": dumped(staff.unit(unit, job) for unit, job in units),
    }
    lines = dumped(staff.log(as_rows(entries)), "seq")
    return {entry.seq: telling(entry, lines[str(entry.seq)], known, seers) for entry in entries}


def telling(
    entry: Fact, line: Told, known: Mapping[str, Mapping[str, Told]], seers: Mapping[str, frozenset[str]]
) -> Telling:
    named = {name: str(entry.facts.get(name)) for name in known}
    present = {name: known[name][one] for name, one in named.items() if one in known[name]}
    return Telling({**line, **present, "line": line}, seers.get(named["appeal"]))


def as_rows(entries: Sequence[Fact]) -> Sequence[Entry]:
    return entries  # type: ignore[return-value]  # the same fields, read without the ORM


def for_citizens(entries: Sequence[Fact]) -> dict[int, Telling]:
    """By seq, what the citizen concerned is told; entries that are not his business are left out."""
    his = [entry for entry in entries if entry.kind in citizen.TOLD]
    appeals = {str(one.id): one for one in rows.appeals(ids(his, "appeal"))}
    briefs = dumped(citizen.appeals(list(appeals.values())))
    messages = dumped(citizen.message(one) for one in rows.messages().filter(pk__in=ids(his, "message")))
    return {
        entry.seq: Telling(
            {
                "seq": entry.seq,
                "kind": entry.kind,
                "appeal": briefs.get(str(entry.facts["appeal"])),
                "message": messages.get(str(entry.facts.get("message"))),
            }
        )
        for entry in his
    }


def appeal_id(facts: dict[str, Any]) -> UUID | None:
    return UUID(facts["appeal"]) if facts.get("appeal") else None
