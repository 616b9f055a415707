"""What a restore does inside the place: the database and the evidence come back, then what hung in the air is settled.

It is run with the settings of the new place, under the lock of its data folder when the database is embedded."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import File as Content
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from korgan.backup.loading import NotEmpty, load, require_empty, require_new_enough
from korgan.backup.manifest import DATABASE, EVIDENCE, Manifest, read_files
from korgan.channels.models import Account
from korgan.channels.registry import channel_of
from korgan.journal.actions import write
from korgan.journal.clock import now
from korgan.journal.entries import BackupRestored
from korgan.journal.restoring import UNMARK
from korgan.reply.outbox import doubt_all

BY = "system:restore"
# A job in the hands of a worker that is no more waits again, unless another waits that does the same (a queueing lock
# is one waiting job's only); what it had done already, its step remembers. Of a file that was still on its way the
# first pieces are not in the backup: its sender begins anew.
TAKEN_BACK = (
    """delete from procrastinate_jobs one using procrastinate_jobs other
    where one.status = 'doing' and other.queueing_lock = one.queueing_lock
    and (other.status = 'todo' or other.status = 'doing' and other.id > one.id)""",
    "update procrastinate_jobs set status = 'todo', worker_id = null where status = 'doing'",
    "delete from procrastinate_workers",
    "delete from evidence_upload where evidence_id is null",
    "delete from journal_heartbeat",
    UNMARK,
)


class MadeByNewer(Exception):
    """The backup has tables this version does not know."""


def require_known_shape(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise MadeByNewer(f"the backup was made by a newer Korgan; this one does not know {', '.join(unknown)}")


def require_empty_store() -> None:
    try:
        folders, names = storages["evidence"].listdir("original")
    except FileNotFoundError:
        return
    if folders or names:
        raise NotEmpty("the evidence store has originals already; a restore goes into an empty one only")


def restore(source: Path, manifest: Manifest, url: str, *, is_rehearsal: bool) -> int:
    """Everything back, and settled; returns how many parts are doubtful now. The backup was checked before."""
    require_known_shape(manifest)
    require_empty(url)
    require_empty_store()
    major = require_new_enough(url, manifest.postgres)
    bring_evidence(source)
    load(source / DATABASE, url, major)
    call_command("migrate", verbosity=0, interactive=False)
    return settle(manifest, is_rehearsal)


def bring_evidence(source: Path) -> None:
    store = storages["evidence"]
    for name in names(source):
        with (source / EVIDENCE / name).open("rb") as file:
            kept = store.save(name, Content(file))
        if kept != name:
            raise NotEmpty(f"{name} is in the evidence store already")
    os.sync()


def names(source: Path) -> Iterator[str]:
    before = f"{EVIDENCE}/"
    return (file.path.removeprefix(before) for file in read_files(source) if file.path.startswith(before))


@transaction.atomic
def settle(manifest: Manifest, is_rehearsal: bool) -> int:
    with connection.cursor() as cursor:
        for statement in TAKEN_BACK:
            cursor.execute(statement)
        cursor.execute("select journal_current_epoch()")
        epoch = int(cursor.fetchone()[0])
    if is_rehearsal:
        close_outside()
    doubtful = doubt_all(now())
    write(BackupRestored(epoch, manifest.seq, doubtful), by=BY, topics=["all"])
    return doubtful


def close_outside() -> None:
    """Two places with the same bot would take each other's updates: what one confirms, the other never sees."""
    for account in Account.objects.filter(is_open=True):
        if channel_of(account.kind).can.brings_updates:
            Account.objects.filter(pk=account.pk).update(is_open=False)
