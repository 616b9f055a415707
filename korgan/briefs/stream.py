"""What a stream sends of each entry: the fact, and the present rows it concerns, loaded once a batch per audience."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel

from korgan.briefs import citizen, rows, staff
from korgan.dispatch.models import Assignment, Unit
from korgan.journal.models import Entry

Told = dict[str, Any]


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


def for_staff(entries: Sequence[Fact]) -> dict[int, Told]:
    """By seq, what staff are told of each entry."""
    appeals = dumped(staff.appeals(rows.appeals(ids(entries, "appeal"))))
    messages = dumped(staff.message(one) for one in rows.messages().filter(pk__in=ids(entries, "message")))
    sent = Assignment.objects.select_related("unit", "sent_by").filter(pk__in=ids(entries, "assignment"))
    assignments = dumped(staff.assignment(one) for one in sent)
    units = rows.units_with_jobs(Unit.objects.filter(pk__in=ids(entries, "unit")))
    unit_briefs = dumped(staff.unit(unit, job) for unit, job in units)
    lines = dumped(staff.log(as_rows(entries)), "seq")
    known = {"appeal": appeals, "message": messages, "assignment": assignments, "unit": unit_briefs}
    return {
        entry.seq: {
            **lines[str(entry.seq)],
            **{
                name: found[str(entry.facts[name])]
                for name, found in known.items()
                if str(entry.facts.get(name)) in found
            },
            "line": lines[str(entry.seq)],
        }
        for entry in entries
    }


def as_rows(entries: Sequence[Fact]) -> Sequence[Entry]:
    return entries  # type: ignore[return-value]  # the same fields, read without the ORM


def for_citizens(entries: Sequence[Fact]) -> dict[int, Told]:
    """By seq, what the citizen concerned is told; entries that are not his business are left out."""
    his = [entry for entry in entries if entry.kind in citizen.TOLD]
    appeals = {str(one.id): one for one in rows.appeals(ids(his, "appeal"))}
    briefs = dumped(citizen.appeals(list(appeals.values())))
    messages = dumped(citizen.message(one) for one in rows.messages().filter(pk__in=ids(his, "message")))
    return {
        entry.seq: {
            "seq": entry.seq,
            "kind": entry.kind,
            "appeal": briefs.get(str(entry.facts["appeal"])),
            "message": messages.get(str(entry.facts.get("message"))),
        }
        for entry in his
    }


def appeal_id(facts: dict[str, Any]) -> UUID | None:
    return UUID(facts["appeal"]) if facts.get("appeal") else None
