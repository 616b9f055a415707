"""Reading the journal without a gap. A cursor is a snapshot: what it could see was delivered, everything else that is
committed by now is not. `seq > last` would skip entries of transactions that commit late."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

NUMBER = r"[0-9]{1,19}"
SNAPSHOT = rf"{NUMBER}:{NUMBER}:(?:{NUMBER}(?:,{NUMBER})*)?"
TEXT = re.compile(rf"(?P<epoch>{NUMBER})\.(?P<since>{SNAPSHOT})(?:~(?P<until>{SNAPSHOT})~(?P<after>{NUMBER}))?")
LONGEST = 16_000
HIGHEST = 2**63 - 1


class BadCursor(ValueError):
    """The text is no cursor of ours."""


class OtherEpoch(Exception):
    """The cursor is of the database before a restore; fetch everything anew."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """What was delivered: all that `since` sees and, inside the window up to `until`, all up to seq `after`."""

    epoch: int
    since: str
    until: str | None = None
    after: int = 0

    def __str__(self) -> str:
        page = f"~{self.until}~{self.after}" if self.until else ""
        return f"{self.epoch}.{self.since}{page}"


class Read(NamedTuple):
    """An entry, and the cursor that resumes right after it."""

    seq: int
    at: datetime
    kind: str
    by: str
    topics: list[str]
    facts: dict[str, Any]
    cursor: Cursor


# In one statement, so in one snapshot: the epoch, the window's end, and the page. The first row has no entry.
PAGE = """
with now as materialized (
    select journal_current_epoch() as epoch, coalesce(%(until)s::pg_snapshot, pg_current_snapshot()) as until
), page as (
    select seq, at, kind, by, topics, facts
    from journal_entry
    where xid >= pg_snapshot_xmin(%(since)s::pg_snapshot)
      and not pg_visible_in_snapshot(xid, %(since)s::pg_snapshot)
      and pg_visible_in_snapshot(xid, (select until from now))
      and epoch = (select epoch from now) and seq > %(after)s
    order by seq limit %(limit)s
)
select null::bigint, null::timestamptz, (select epoch from now)::text, (select until from now)::text,
       null::text[], null::jsonb
union all
select seq, at, kind, by, topics, facts from page
order by 1 nulls first
"""
# What a reader of a life that has ended still has to get, however many restores ago that was; `epoch` is told back as
# where to go on. Snapshots of another server compare all the same: they are numbers, and this only compares them.
REST = """
with page as (
    select seq, at, kind, by, topics, facts
    from journal_entry
    where epoch = %(epoch)s and xid >= pg_snapshot_xmin(%(since)s::pg_snapshot)
      and not pg_visible_in_snapshot(xid, %(since)s::pg_snapshot)
      and pg_visible_in_snapshot(xid, %(until)s::pg_snapshot) and seq > %(after)s
    order by seq limit %(limit)s
)
select null::bigint, null::timestamptz,
       (select min(number) from journal_epoch where number > %(epoch)s)::text, null::text, null::text[], null::jsonb
union all
select seq, at, kind, by, topics, facts from page
order by 1 nulls first
"""
NOW = "select journal_current_epoch(), pg_current_snapshot()::text"
BEGINNING = "select journal_current_epoch()"
# Sees nothing, so that everything is still to come.
BEFORE_ALL = "3:3:"
# Sees everything that is there.
AFTER_ALL = f"{2**63 - 1}:{2**63 - 1}:"


def parse(text: str) -> Cursor:
    """Raise BadCursor unless the text is a cursor."""
    found = TEXT.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        raise BadCursor(text[:40])
    cursor = Cursor(int(found["epoch"]), found["since"], found["until"], int(found["after"] or 0))
    if cursor.after > HIGHEST or not all(is_snapshot(one) for one in (cursor.since, cursor.until) if one):
        raise BadCursor(text[:40])
    return cursor


def is_snapshot(text: str) -> bool:
    """Whether Postgres would take it: in order, and those in progress between the ends."""
    lowest, beyond, running = text.split(":")
    inner = [int(one) for one in running.split(",") if one]
    ordered = inner == sorted(set(inner)) and all(int(lowest) <= one < int(beyond) for one in inner)
    return 0 < int(lowest) <= int(beyond) <= HIGHEST and ordered


def page_parameters(cursor: Cursor, limit: int) -> dict[str, object]:
    kept = {"since": cursor.since, "until": cursor.until, "after": cursor.after, "limit": limit}
    return {**kept, "epoch": cursor.epoch}


def page(cursor: Cursor, rows: Sequence[Sequence[Any]], limit: int) -> tuple[list[Read], Cursor]:
    """The entries of a page and where to go on; raise OtherEpoch for a cursor of another life of the database."""
    (_, _, epoch, until, *_), *found = rows
    if int(epoch) != cursor.epoch:
        raise OtherEpoch
    window = replace(cursor, until=until)
    entries = [Read._make([*fields, replace(window, after=fields[0])]) for fields in found]
    if len(entries) == limit:
        return entries, entries[-1].cursor
    done = Cursor(cursor.epoch, until)
    if entries:
        entries[-1] = entries[-1]._replace(cursor=done)
    return entries, done


def rest(cursor: Cursor, rows: Sequence[Sequence[Any]], limit: int) -> tuple[list[Read], Cursor]:
    """The entries of a page of a life that has ended, and where to go on: in it, or at the beginning of the next."""
    (_, _, following, *_), *found = rows
    window = replace(cursor, until=cursor.until or AFTER_ALL)
    entries = [Read._make([*fields, replace(window, after=fields[0])]) for fields in found]
    if len(entries) == limit:
        return entries, entries[-1].cursor
    if window.until != AFTER_ALL:
        return entries, Cursor(cursor.epoch, str(window.until))
    return entries, Cursor(int(following), BEFORE_ALL)
