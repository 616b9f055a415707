"""Making a backup while everything goes on. One snapshot of the database is dumped and asked for the names of all
evidence; the files are copied after it, which is soon enough, for an original is never changed once it is there."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import psycopg
from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from psycopg.rows import args_row

from korgan.backup import manifest, programs
from korgan.backup.halves import HALF, at_work_in
from korgan.backup.manifest import DATABASE, EVIDENCE, KEY, File, Manifest
from korgan.environment import Environment
from korgan.evidence.models import Evidence
from korgan.journal.actions import write
from korgan.journal.entries import BackupMade

BY = "system:backup"
# Whoever was signed in signs in again: a right taken away after the backup must not come back with a session.
LEFT_OUT = ("django_session",)
BEGIN = "begin isolation level repeatable read read only"
MOMENT = """
select pg_export_snapshot(), current_setting('server_version_num')::int / 10000, journal_current_epoch(),
       coalesce((select max(seq) from journal_entry), 0), clock_timestamp(),
       (select array_agg(app || '.' || name order by app, name) from django_migrations)
"""
# Of a copy only its name is known; it is hashed as it is now.
STORED = """
select id, original, sha256 from evidence_evidence where removed_at is null union all
select id, preview, '' from evidence_evidence where preview <> '' and removed_at is null
"""


class PlaceTaken(Exception):
    """There is something at the destination already."""


class Stored(NamedTuple):
    """A file the store had at the moment; `sha256` in hexadecimal, empty of a copy."""

    evidence: UUID
    name: str
    sha256: str


class Moment:
    """What the database was at one moment."""

    def __init__(self, connected: "psycopg.Connection[tuple[object, ...]]") -> None:
        self.connected = connected
        row = connected.execute(MOMENT).fetchone()
        assert row is not None
        self.snapshot, self.postgres, self.epoch, self.seq, self.at, self.migrations = row

    def stored(self) -> list[Stored]:
        with self.connected.cursor(row_factory=args_row(Stored)) as cursor:
            return cursor.execute(STORED).fetchall()


@contextmanager
def moment(url: str) -> Iterator[Moment]:
    with psycopg.connect(url, autocommit=True) as connected:
        connected.execute(BEGIN)
        yield Moment(connected)


def take(target: Path, environment: Environment) -> Manifest:
    """Make a backup at `target`, which must not exist; it appears there only when it is whole."""
    if target.exists():
        raise PlaceTaken(f"{target} exists already; every backup gets a folder of its own")
    target.parent.mkdir(parents=True, exist_ok=True)
    with at_work_in(target.parent):
        half = begin(target)
        try:
            made = fill(half, environment)
            half.rename(target)
            manifest.sync(target.parent)
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
    tell(made)
    return made


def begin(target: Path) -> Path:
    half = target.with_name(f"{target.name}{HALF}")
    try:
        half.mkdir(mode=0o700)
    except FileExistsError:
        raise PlaceTaken(f"{half} is there: a backup is being made, or one was killed and the folder may go") from None
    return half


def fill(folder: Path, environment: Environment) -> Manifest:
    with moment(environment.database_url) as now:
        dump(folder, now, environment.database_url)
        stored = now.stored()
    damaged: list[str] = []
    listing, count, total = manifest.write_files(folder, files(folder, environment, stored, damaged))
    made = Manifest(
        format=manifest.FORMAT,
        made_at=now.at.astimezone(UTC).isoformat() if isinstance(now.at, datetime) else "",
        korgan=version("korgan"),
        postgres=int(str(now.postgres)),
        epoch=int(str(now.epoch)),
        seq=int(str(now.seq)),
        migrations=list(now.migrations) if isinstance(now.migrations, list) else [],
        key=manifest.proof_of_key(settings.SECRET_KEY),
        files=listing,
        count=count,
        bytes=total,
        damaged=damaged,
    )
    manifest.write_manifest(folder, made)
    return made


def dump(folder: Path, now: Moment, url: str) -> None:
    left_out = [f"--exclude-table-data={table}" for table in LEFT_OUT]
    words = ["--format=custom", f"--snapshot={now.snapshot}", "--no-owner", "--no-privileges", *left_out]
    programs.run(programs.program("pg_dump", int(str(now.postgres))), *words, f"--file={folder / DATABASE}", url=url)
    manifest.sync(folder / DATABASE)


def files(folder: Path, environment: Environment, stored: list[Stored], damaged: list[str]) -> Iterator[File]:
    yield File(DATABASE, *manifest.hashed(folder / DATABASE))
    # A key given by the environment is kept by whoever gives it.
    if (kept := environment.data / KEY).exists() and kept.read_text().strip() == settings.SECRET_KEY:
        (folder / KEY).touch(mode=0o600)
        (folder / KEY).write_bytes(kept.read_bytes())
        yield File(KEY, *manifest.hashed(folder / KEY))
    for one in stored:
        file = copy(folder, one.name)
        is_as_it_was = file is not None and one.sha256 in ("", file.sha256)
        # One that was removed after the moment has gone rightly.
        if not is_as_it_was and Evidence.objects.filter(pk=one.evidence, removed_at=None).exists():
            damaged.append(one.name)
        if file is not None:
            yield file


def copy(folder: Path, name: str) -> File | None:
    """None when the store has it no more."""
    path = folder / EVIDENCE / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with storages["evidence"].open(name, "rb") as source, path.open("wb") as target:
            sha256, size = manifest.copied(source.file, target)  # type: ignore[arg-type]  # typed as text or bytes
    except FileNotFoundError:
        path.unlink(missing_ok=True)
        return None
    manifest.sync(path)
    return File(f"{EVIDENCE}/{name}", sha256, size)


@transaction.atomic
def tell(made: Manifest) -> None:
    """`korgan doctor` reads here how old the last backup is."""
    write(BackupMade(made.seq, made.count, made.bytes), by=BY, topics=[])
