"""Retention: what is over goes, what is a case stays, and a run proves what it did."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.db import OperationalError

from korgan.commands.retention import retention as command
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.keeping import retention, texts
from korgan.keeping.actions import erase_appeal, hold
from korgan.keeping.rules import TERMS, Term, erased_at, term_of, terms
from korgan.keeping.tests.scene import aigerim, close_all, found_of_her, years
from korgan.people.joining import join
from korgan.people.models import Contact
from tests.cast import NIGHT, city, registered

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def test_a_run_erases_what_is_over_and_proves_it() -> None:
    korgan = city()
    aigerim(korgan)
    close_all(korgan, NIGHT)
    assert retention.run(years(NIGHT, 0.9)).appeals == 0
    done = retention.run(years(NIGHT, 1.1))
    assert (done.appeals, done.question, done.emergency, done.notes, done.evidence, done.left) == (2, 2, 0, 2, 1, 0)
    assert done.parts >= 5
    assert done.bytes > 0
    entry = Entry.objects.filter(kind="RetentionDone").latest("seq")
    assert (entry.facts["appeals"], entry.facts["bytes"]) == (2, done.bytes)
    assert [one for one in found_of_her() if one.startswith(("intake", "handling"))] == []


def test_an_account_somebody_wants_to_keep_is_kept() -> None:
    korgan = city()
    aigerim(korgan)
    registered(korgan, sender="timur")
    close_all(korgan, NIGHT)
    assert retention.run(years(NIGHT, 1.1)).contacts == 1, "Timur's, which is nobody's account"
    assert Contact.objects.filter(scheme="tel", address="+77015550102").exists()


def test_a_contact_that_staff_have_joined_without_a_proof_is_no_account() -> None:
    korgan = city()
    one, other = registered(korgan), registered(korgan, scheme="telegram", sender="778899001")
    join(one.contact_id, other.contact_id, "Один человек", korgan.omarov, NIGHT, appeal=one.pk)
    close_all(korgan, NIGHT)
    assert retention.run(years(NIGHT, 1.1)).contacts == 2
    assert not Contact.objects.filter(address="778899001").exists()


def test_whoever_lost_his_last_appeal_in_a_run_that_was_killed_goes_with_the_next_one() -> None:
    korgan = city()
    row = registered(korgan, scheme="telegram", sender="778899001")
    close_all(korgan, NIGHT)
    erase_appeal(row.pk, "term", retention.SYSTEM, years(NIGHT, 1.1))
    assert retention.run(years(NIGHT, 1.1)).contacts == 1
    assert retention.run(years(NIGHT, 1.1)).contacts == 0
    assert not Contact.objects.filter(address="778899001").exists()


def test_one_that_cannot_be_erased_is_told_and_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    korgan = city()
    bad, good = registered(korgan), registered(korgan, sender="timur")
    close_all(korgan, NIGHT)

    def erase(appeal: UUID, *more: Any) -> Appeal:
        if appeal == bad.pk:
            raise ValueError
        return erase_appeal(appeal, *more)

    monkeypatch.setattr(retention, "erase_appeal", erase)
    done = retention.run(years(NIGHT, 1.1))
    assert (done.appeals, done.failed, done.question, done.contacts, done.left) == (1, 1, 1, 1, 0)
    assert Appeal.objects.get(pk=bad.pk).subject
    assert not Appeal.objects.get(pk=good.pk).subject


def test_without_its_database_a_run_ends_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    registered(korgan := city())
    close_all(korgan, NIGHT)

    def away(*asked: object) -> None:
        raise OperationalError

    monkeypatch.setattr(retention, "erase_appeal", away)
    with pytest.raises(OperationalError):
        retention.run(years(NIGHT, 1.1))


def test_a_hold_keeps_it_and_the_run_says_so() -> None:
    korgan = city()
    held, other = registered(korgan), registered(korgan)
    close_all(korgan, NIGHT)
    hold(held.pk, "Запрос суда", "staff:1", NIGHT)
    done = retention.run(years(NIGHT, 20))
    assert (done.appeals, done.kept_held) == (1, 1)
    assert Appeal.objects.get(pk=held.pk).subject
    assert not Appeal.objects.get(pk=other.pk).subject


def test_what_is_open_has_no_term() -> None:
    registered(city())
    assert retention.run(years(NIGHT, 50)).appeals == 0


def test_text_that_was_overlooked_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof must be able to fail."""
    korgan = city()
    registered(korgan)
    close_all(korgan, NIGHT)
    monkeypatch.setattr("korgan.keeping.actions.CLEARED", texts.CLEARED[1:])
    assert retention.run(years(NIGHT, 2)).left > 0


def test_a_dry_run_and_a_report_change_nothing() -> None:
    korgan = city()
    registered(korgan)
    close_all(korgan, NOW - timedelta(days=4000))
    entries = Entry.objects.count()
    dry = CliRunner().invoke(command, ["run", "--dry-run"])
    told = CliRunner().invoke(command, ["report"])
    assert json.loads(dry.output)["appeals"] == json.loads(told.output)["due"]["appeals"] == 1
    assert Entry.objects.count() == entries
    assert json.loads(CliRunner().invoke(command, ["run"]).output)["appeals"] == 1
    assert json.loads(CliRunner().invoke(command, ["run"]).output)["appeals"] == 0


def test_each_kind_and_outcome_has_its_term() -> None:
    assert term_of(TERMS, "emergency", "off_topic") == Term(1, 0)
    assert term_of(TERMS, "emergency", "helped") == Term(5, 1)
    assert term_of(TERMS, "of tomorrow", "helped") == TERMS["statement"]
    assert term_of(terms({"emergency": (2, 0.5)}), "emergency", "") == Term(2, 0.5)
    assert all(term.law <= term.keep for term in TERMS.values())
    assert erased_at(Term(1, 5), NIGHT, is_wished=True) == erased_at(Term(1, 5), NIGHT, is_wished=False)


def test_the_databases_words_and_the_rules_agree() -> None:
    korgan = city()
    rows = [registered(korgan, sender=f"s{at}") for at in range(4)]
    close_all(korgan, NIGHT)
    cases = ("thanks", "helped"), ("emergency", "off_topic"), ("emergency", "false_call"), ("tip", "helped")
    for row, (kind, outcome) in zip(rows, cases, strict=True):
        Appeal.objects.filter(pk=row.pk).update(kind=kind, outcome=outcome)
    for after in (0.5, 1.5, 2.9, 3.1, 6):
        now = years(NIGHT, after)
        by_rule = {
            row.pk for row in Appeal.objects.all()
            if row.closed_at and erased_at(term_of(TERMS, row.kind, row.outcome), row.closed_at, False) <= now
        }  # fmt: skip
        assert set(retention.due_ids(now)) == by_rule
