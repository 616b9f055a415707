"""Loading a dump into an empty database: all of it and the beginning of a new epoch in one transaction, or nothing."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from korgan.backup.programs import ProgramFailed, program
from korgan.journal.restoring import MARK, MARKED, HalfRestored

# The mark goes when all is settled.
# Cursors of before get `reset`; the follower first follows what the old epoch left. The search path is empty here.
NEW_EPOCH = f"\n{MARK}\ninsert into public.journal_epoch default values;\n".encode()
# A setting that newer programs write and older servers do not know; it is the default anyway.
UNKNOWN_TO_OLDER = b"SET transaction_timeout = 0;\n"
TABLES = """
select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
"""
SERVER = "select current_setting('server_version_num')::int / 10000"


class NotEmpty(Exception):
    """A restore never writes over anything; the message says what is there."""


class TooOld(Exception):
    """The server is older than the one that was backed up."""


def require_empty(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connected:
        row, marked = connected.execute(TABLES).fetchone(), connected.execute(MARKED).fetchone()
    if marked and marked[0]:
        raise NotEmpty(str(HalfRestored()))
    if row and row[0]:
        raise NotEmpty(f"the database has {row[0]} tables; a restore goes into an empty one only")


def server_of(url: str) -> int:
    with psycopg.connect(url, autocommit=True) as connected:
        row = connected.execute(SERVER).fetchone()
    assert row is not None
    return int(row[0])


def require_new_enough(url: str, backed_up: int) -> int:
    """The server's major version."""
    major = server_of(url)
    if major < backed_up:
        raise TooOld(f"the backup is of PostgreSQL {backed_up}, the server here is {major}; restore into {backed_up}")
    return major


def load(dump: Path, url: str, major: int) -> None:
    asked = conninfo_to_dict(url)
    secret = {"PGPASSWORD": str(asked.pop("password"))} if asked.get("password") else {}
    reading = [str(program("pg_restore", major)), "--no-owner", "--no-privileges", "--file=-", str(dump)]
    writing = [str(program("psql", major)), "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    address = make_conninfo("", **asked)
    with (
        subprocess.Popen(reading, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/") as reader,
        subprocess.Popen(
            [*writing, "--file=-", f"--dbname={address}"],
            env=secret,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
        ) as writer,
    ):
        assert reader.stdout
        assert writer.stdin
        is_whole = passed_on(reader, writer.stdin)
        if not is_whole:  # without its end psql commits nothing
            writer.kill()
        trouble = writer.communicate()[1]
    if not is_whole or writer.returncode != 0:
        raise ProgramFailed(f"the database could not be loaded: {trouble.decode(errors='replace').strip()[-1000:]}")


def passed_on(reader: "subprocess.Popen[bytes]", into: IO[bytes]) -> bool:
    """Whether all of the dump was read and handed over."""
    assert reader.stdout
    try:
        for piece in statements(reader.stdout):
            into.write(piece)
        if reader.wait() != 0:
            return False
        into.write(NEW_EPOCH)
        into.flush()
    except BrokenPipeError:
        return False
    return True


def statements(script: IO[bytes]) -> Iterator[bytes]:
    for line in script:
        if line != UNKNOWN_TO_OLDER:
            yield line
        if line.startswith(b"SET default_table_access_method"):
            break
    while piece := script.read(1024 * 1024):
        yield piece
