"""What a stream sends of each entry: the fact, and the present rows it concerns, loaded once a batch per audience."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel

from korgan.briefs import citizen, handling, rows, staff
from korgan.briefs.fields import ALL, OPEN, hide, readable
from korgan.dispatch.models import Unit
from korgan.intake.topics import area_topics
from korgan.journal.models import Entry

Told = dict[str, Any]
Rights = Mapping[str, frozenset[str]]
Known = Mapping[str, Mapping[str, BaseModel]]
# The rows an entry may concern, and the group of fields that all of a row stands in.
ROWS = {"appeal": OPEN, "message": OPEN, "assignment": "units", "unit": "units", "note": "notes", "transfer": "journal",
        "link": OPEN, "follow_up": "notes", "external": "numbers"}  # fmt: skip


class Telling(Protocol):
    """What is told of an entry, to each listener as much as he may read."""

    def fields_for(self, rights: Rights) -> frozenset[str]:
        """What a listener reads of it, with these groups of fields readable by topic."""
        ...

    def to(self, fields: frozenset[str]) -> Told:
        """What is told to all who read these; the same for each of them, so it is framed once."""
        ...


@dataclass(frozen=True, slots=True)
class ToStaff:
    """An appeal that went elsewhere is shown to those who may see it now: `seers` are the topics by which they hear of
    it; of what concerns no appeal, the entry's own."""

    line: staff.LogLine
    rows: Mapping[str, BaseModel]
    seers: frozenset[str]
    # The appeal it concerns, also when the fact itself is of a stage that knows no appeals.
    appeal: str | None

    def fields_for(self, rights: Rights) -> frozenset[str]:
        return readable(rights, self.seers)

    def to(self, fields: frozenset[str]) -> Told:
        return self.shown(fields) if fields else self.veiled

    def shown(self, fields: frozenset[str] = ALL) -> Told:
        readable_rows = {name: row for name, row in self.rows.items() if ROWS[name] in {OPEN, *fields}}
        return {**self.head(fields), **{name: dumped(hide(row, fields)) for name, row in readable_rows.items()}}

    def head(self, fields: frozenset[str]) -> Told:
        if "journal" not in fields:
            return self.bare
        line = dumped(hide(self.line, fields))
        return {**line, "facts": {**line["facts"], **self.concerned}, "line": line}

    @property
    def bare(self) -> Told:
        """That something happened: the rows have changed by it. Who did it and what exactly is the journal's."""
        return {**dumped(self.line), "by": None, "facts": self.concerned}

    @property
    def concerned(self) -> Told:
        return {"appeal": self.appeal} if self.appeal else {}

    @property
    def veiled(self) -> Told:
        """For those who heard of the appeal and may not see it: that it is no more theirs, and how their unit is."""
        unit = {"unit": dumped(self.rows["unit"])} if "unit" in self.rows else {}
        return {**self.bare, **unit, "is_veiled": True}


@dataclass(frozen=True, slots=True)
class ToCitizen:
    """His own, and nothing else was put into it."""

    told: Told

    def fields_for(self, rights: Rights) -> frozenset[str]:
        return ALL

    def to(self, fields: frozenset[str]) -> Told:
        return self.told


class Fact(Protocol):
    """An entry as a reader of the journal has it."""

    seq: int
    kind: str
    topics: list[str]
    facts: dict[str, Any]


def appeal_of(entry: Fact) -> str | None:
    """The appeal an entry concerns: its fact says it, or the topics it was written to."""
    if entry.facts.get("appeal") is not None:
        return str(entry.facts["appeal"])
    named = (topic.removeprefix("appeal:") for topic in entry.topics if topic.startswith("appeal:"))
    return next(named, None)


def ids(entries: Iterable[Fact], name: str) -> list[Any]:
    return list({entry.facts[name] for entry in entries if entry.facts.get(name) is not None})


def by_id(found: Iterable[Any]) -> dict[str, BaseModel]:
    return {str(one.id): one for one in found}


def for_staff(entries: Sequence[Fact]) -> dict[int, ToStaff]:
    """By seq, what staff are told of each entry."""
    concerned = rows.appeals({appeal for entry in entries if (appeal := appeal_of(entry))})
    seers = {str(appeal.id): frozenset(area_topics(appeal)) for appeal in concerned}
    known: Known = {"appeal": by_id(staff.appeals(concerned)), "unit": named_units(entries), **named_rows(entries)}
    lines = {line.seq: line for line in staff.log(as_rows(entries))}
    return {entry.seq: telling(entry, lines[entry.seq], known, seers) for entry in entries}


def named_rows(entries: Sequence[Fact]) -> dict[str, dict[str, BaseModel]]:
    """The rows that entries name; a kind that none names is not asked for, a query costs about a millisecond."""
    kinds: dict[str, tuple[Callable[[], Any], Callable[[Any], BaseModel]]] = {
        "message": (rows.messages, staff.message),
        "assignment": (rows.assignments, staff.assignment),
        "note": (handling.notes, handling.note),
        "transfer": (handling.transfers, handling.transfer),
        "link": (handling.links, handling.link),
        "follow_up": (handling.follow_ups, handling.follow_up),
        "external": (handling.numbers, handling.external),
    }
    named = {kind: ids(entries, kind) for kind in kinds}
    return {
        kind: by_id(shape(row) for row in rows_of().filter(pk__in=named[kind])) if named[kind] else {}
        for kind, (rows_of, shape) in kinds.items()
    }


def named_units(entries: Sequence[Fact]) -> dict[str, BaseModel]:
    named = ids(entries, "unit")
    found = rows.units_with_jobs(Unit.objects.filter(pk__in=named)) if named else []
    return by_id(staff.unit(unit, job) for unit, job in found)


def telling(entry: Fact, line: staff.LogLine, known: Known, seers: Mapping[str, frozenset[str]]) -> ToStaff:
    appeal = appeal_of(entry)
    named = {name: str(entry.facts.get(name)) for name in known} | {"appeal": appeal or ""}
    present = {name: known[name][one] for name, one in named.items() if one in known[name]}
    return ToStaff(line, present, seers.get(appeal, frozenset()) if appeal else frozenset(entry.topics), appeal)


def as_rows(entries: Sequence[Fact]) -> Sequence[Entry]:
    return entries  # type: ignore[return-value]  # the same fields, read without the ORM


def for_citizens(entries: Sequence[Fact]) -> dict[int, ToCitizen]:
    """By seq, what the citizen concerned is told; entries that are not his business are left out."""
    his = [entry for entry in entries if entry.kind in citizen.TOLD]
    appeals = {str(one.id): one for one in rows.appeals(ids(his, "appeal"))}
    briefs = by_id(citizen.appeals(list(appeals.values())))
    messages = by_id(citizen.message(one) for one in rows.messages().filter(pk__in=ids(his, "message")))
    return {
        entry.seq: ToCitizen(
            {
                "seq": entry.seq,
                "kind": entry.kind,
                "appeal": dumped_if(briefs.get(str(entry.facts["appeal"]))),
                "message": dumped_if(messages.get(str(entry.facts.get("message")))),
            }
        )
        for entry in his
    }


def dumped(row: BaseModel) -> Told:
    return row.model_dump(mode="json")


def dumped_if(row: BaseModel | None) -> Told | None:
    return dumped(row) if row else None
