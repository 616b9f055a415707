"""The chief hears of a clock that ran out exactly once, however many workers look and wherever one is killed."""

from datetime import timedelta

import pytest
from django.db import transaction

from korgan.handling import changing, escalation
from korgan.handling.escalation import assign, call_chief, escalate_all
from korgan.handling.models import Escalation
from korgan.handling.running import unmet
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.reply.actions import reply
from tests.cast import NIGHT, at_console, at_once, city, registered, taken


class Killed(Exception):
    """The worker died here."""


@pytest.mark.django_db
def test_it_is_told_once_and_an_answer_in_time_is_not() -> None:
    korgan = city()
    waiting, answered = registered(korgan), taken(korgan)
    reply(answered.pk, "Едем", korgan.omarov, answered.registered_at)
    now = Appeal.objects.get(pk=waiting.pk).reply_by + timedelta(seconds=1)
    assert escalate_all(now) > 0
    assert escalate_all(now) == 0
    told = Entry.objects.get(kind="AppealEscalated", facts__clock="answer")
    assert told.facts["appeal"] == str(waiting.pk)


@pytest.mark.django_db
def test_those_nobody_is_troubled_with_do_not_fill_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(escalation, "MOST", 1)
    korgan = city()
    elsewhere, waiting = registered(korgan), registered(korgan)
    Appeal.objects.filter(pk=elsewhere.pk).update(off_topic=True, urgency="later", register_by=None)
    assert escalate_all(waiting.reply_by + timedelta(seconds=1)) > 0
    told = Entry.objects.get(kind="AppealEscalated", facts__clock="answer")
    assert told.facts["appeal"] == str(waiting.pk)


@pytest.mark.django_db
def test_the_chief_assigns_and_the_clock_is_seen_to() -> None:
    korgan = city()
    appeal = registered(korgan)
    escalate_all(appeal.reply_by + timedelta(seconds=1))
    assign(appeal.pk, korgan.bekova, korgan.akhmetov, appeal.reply_by)
    row = Appeal.objects.get(pk=appeal.pk)
    assert (row.taken_by, row.state, row.escalated) == (korgan.bekova, "taken", "")


@pytest.mark.django_db
def test_an_operator_calls_the_chief_until_he_has_seen_to_it() -> None:
    korgan = city()
    appeal = taken(korgan)
    for _ in range(2):
        call_chief(appeal.pk, korgan.omarov)
    assert Entry.objects.filter(kind="ChiefCalled").count() == 1
    shown = at_console(korgan.akhmetov).get(f"/api/console/appeals/{appeal.pk}").json()["appeal"]
    assert shown["escalated"] == "called"
    assert escalate_all(appeal.reply_by + timedelta(seconds=1)) > 0
    reply(appeal.pk, "Едем", korgan.omarov, NIGHT)
    assert unmet(Appeal.objects.get(pk=appeal.pk)) == "called"
    assign(appeal.pk, korgan.omarov, korgan.akhmetov, NIGHT, seen_with=korgan.omarov.pk)
    assert Appeal.objects.get(pk=appeal.pk).escalated == ""
    call_chief(appeal.pk, korgan.omarov)
    assert Entry.objects.filter(kind="ChiefCalled").count() == 2


def test_two_workers_and_a_kill_tell_each_clock_once(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    korgan = city()
    appeals = [registered(korgan) for _ in range(8)]
    now = appeals[-1].reply_by + timedelta(seconds=1)
    written = changing.changed

    def dies(*given: object) -> Appeal:
        with transaction.atomic():
            written(*given)  # type: ignore[arg-type]
            raise Killed

    monkeypatch.setattr(escalation, "changed", dies)
    with pytest.raises(Killed):
        escalate_all(now)
    assert not Escalation.objects.exists()
    monkeypatch.setattr(escalation, "changed", written)
    told = at_once(lambda: escalate_all(now), lambda: escalate_all(now))
    escalations = Escalation.objects.count()
    assert sum(told) == Entry.objects.filter(kind="AppealEscalated").count() == escalations  # type: ignore[arg-type]
    assert Escalation.objects.filter(clock="answer").count() == 8
