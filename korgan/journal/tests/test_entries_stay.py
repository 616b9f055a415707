"""Promise 5: the database itself refuses to change, remove or empty the journal, whoever asks."""

import psycopg
import pytest
from django.db import transaction

from korgan.journal.actions import write
from korgan.journal.models import Entry
from korgan.journal.tests.facts import Tick, told

FORBIDDEN = (
    "update journal_entry set facts = '{}'",
    "delete from journal_entry",
    "truncate journal_entry",
    "truncate journal_entry cascade",
    """insert into journal_entry (seq, kind, by, topics, facts) overriding system value
       select seq, kind, by, topics, '{}' from journal_entry on conflict (seq) do update set facts = excluded.facts""",
)


@pytest.mark.parametrize("role", ["origin", "replica"])
def test_an_entry_stays_as_it_was_written(fresh_database: str, role: str) -> None:
    """Also for the owner of the table, and for a superuser whose session plays a replica, where triggers sleep."""
    told(1)
    before = list(Entry.objects.values())
    with psycopg.connect(fresh_database, autocommit=True) as connection:
        connection.execute(f"set session_replication_role = {role}")
        for statement in FORBIDDEN:
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
                connection.execute(statement)
    assert list(Entry.objects.values()) == before


def test_an_entry_is_written_only_inside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="in one transaction"):
        write(Tick(1), by="system:test", topics=["all"])


@pytest.mark.django_db
def test_an_entry_goes_with_what_was_rolled_back() -> None:
    with transaction.atomic():
        write(Tick(1), by="system:test", topics=["all"])
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
