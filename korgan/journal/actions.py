"""The only writer of entries. A fact is a frozen dataclass named by what happened; it holds ids, codes and times,
never personal text, so erasure and retention need not touch the journal."""

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.db import connection


class Fact(Protocol):
    """What an entry says: a frozen dataclass whose class name is the entry's kind."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Written:
    seq: int
    at: datetime


class AlreadyDone(Exception):
    """This client key was used before by the same actor; `seq` is the entry it wrote then."""

    def __init__(self, seq: int, kind: str, facts: dict[str, object]) -> None:
        super().__init__(f"already done by entry {seq}")
        self.seq, self.kind, self.facts = seq, kind, facts


INSERT = """
insert into journal_entry (kind, by, topics, client_key, facts) values (%s, %s, %s, %s, %s) returning seq, at
"""
EARLIER = "select seq, kind, facts from journal_entry where by = %s and client_key = %s"


def write(fact: Fact, *, by: str, topics: Sequence[str], client_key: UUID | None = None) -> Written:
    """Write one entry inside the caller's transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("an entry is written together with what it tells of, in one transaction")
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [kind_of(fact), by, list(topics), client_key, facts_json(fact)])
        seq, at = cursor.fetchone()
    return Written(seq, at)


def require_new(by: str, client_key: UUID | None) -> None:
    """Raise AlreadyDone when this actor's key has already written an entry; called under the row's lock."""
    if client_key is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(EARLIER, [by, client_key])
        if earlier := cursor.fetchone():
            facts = earlier[2] if isinstance(earlier[2], dict) else json.loads(earlier[2])
            raise AlreadyDone(earlier[0], earlier[1], facts)


def kind_of(fact: Fact) -> str:
    return type(fact).__name__


def facts_json(fact: Fact) -> str:
    # Not dataclasses.asdict, which copies every value as deep as it goes.
    told = {field.name: getattr(fact, field.name) for field in dataclasses.fields(fact)}
    return json.dumps(told, default=str, ensure_ascii=False)
