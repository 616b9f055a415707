"""The two connections a cursor is read by: Django's, and psycopg's own asynchronous one in the web process."""

import json
from typing import Any

import psycopg
from django.db import connection
from psycopg import AsyncConnection
from psycopg.types.json import set_json_loads

from korgan.journal.cursor import (
    AFTER_ALL,
    BEFORE_ALL,
    BEGINNING,
    NOW,
    PAGE,
    REST,
    Cursor,
    Read,
    page,
    page_parameters,
    rest,
)


class InsideTransaction(RuntimeError):
    """A snapshot taken inside a writing transaction could skip that transaction's entry for ever."""


def now() -> Cursor:
    """The cursor of this moment."""
    return Cursor(*fetch(NOW, {})[0])


def beginning() -> Cursor:
    """Before the first entry of this epoch."""
    return Cursor(fetch(BEGINNING, {})[0][0], BEFORE_ALL)


def read(cursor: Cursor, limit: int) -> tuple[list[Read], Cursor]:
    require_outside()
    return page(cursor, fetch(PAGE, page_parameters(cursor, limit)), limit)


def read_rest(cursor: Cursor, limit: int) -> tuple[list[Read], Cursor]:
    """What is left of a life of the database that a restore has ended, then the beginning of the next one."""
    require_outside()
    parameters = page_parameters(cursor, limit) | {"until": cursor.until or AFTER_ALL}
    return rest(cursor, fetch(REST, parameters), limit)


async def connect() -> AsyncConnection[Any]:
    """An asynchronous connection of its own, in autocommit: for whoever reads or holds a lock for long."""
    given = connection.get_connection_params()
    wanted = {name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)}
    return await AsyncConnection.connect(**wanted, autocommit=True)


async def read_async(connected: AsyncConnection[Any], cursor: Cursor, limit: int) -> tuple[list[Read], Cursor]:
    """On a connection in autocommit."""
    answer = await connected.execute(PAGE, page_parameters(cursor, limit), prepare=True)
    return page(cursor, await answer.fetchall(), limit)


async def now_async(connected: AsyncConnection[Any]) -> Cursor:
    answer = await connected.execute(NOW)
    row = await answer.fetchone()
    assert row is not None
    return Cursor(*row)


def require_outside() -> None:
    if connection.in_atomic_block and fetch("select pg_current_xact_id_if_assigned()::text", {})[0][0] is not None:
        raise InsideTransaction


def fetch(statement: str, parameters: dict[str, object]) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    # psycopg's own cursor, so that Postgres plans these few statements once a connection.
    with psycopg.Cursor(connection.connection) as cursor:
        # Django tells its connections to leave JSON undecoded.
        set_json_loads(json.loads, cursor)
        cursor.execute(statement, parameters, prepare=True)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
