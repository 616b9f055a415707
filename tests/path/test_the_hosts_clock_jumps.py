"""The host's clock decides nothing: the year of a number, leases of the outbox and ages are reckoned by the database's.
Promises 4, 6 and 7 on a machine whose clock is wrong by more than a year."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app as jobs_app

from korgan.channels.registry import CHANNELS
from korgan.commands.retention import retention
from korgan.intake.models import Appeal, Message
from korgan.journal import clock
from korgan.journal.models import Heartbeat
from korgan.keeping import retention as keeping
from korgan.live.routes import measured
from korgan.reply import jobs, outbox
from korgan.reply.models import DeliveryState
from korgan.reply.tests.fake import Wire
from korgan.reply.tests.scenes import answered, only, run, states
from tests.cast import city, key, phone
from tests.path.worker import stalled

pytestmark = pytest.mark.django_db
JUMPS = {"forward": timedelta(days=400), "back": timedelta(days=-400)}


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CHANNELS, Wire.kind, Wire())


@pytest.fixture(params=JUMPS)
def jumped(request: pytest.FixtureRequest, db: None) -> Iterator[None]:
    true = clock.now()
    with time_machine.travel(true + JUMPS[request.param]):
        assert abs(timezone.now() - true) > timedelta(days=300)
        yield


def test_a_number_has_the_true_year_and_a_message_its_true_time(jumped: None) -> None:
    city()
    true = clock.now()
    report = {"client_key": str(key()), "text": "Драка у вокзала", "language": "ru", "at": true.isoformat()}
    answer = phone().post("/api/citizen/appeals", json.dumps(report), content_type="application/json")
    assert answer.status_code == 201
    appeal = Appeal.objects.get()
    assert appeal.number == f"102-SKO-{true:%y}-000001"
    assert appeal.registered_at >= true
    assert appeal.reply_by - appeal.registered_at < timedelta(days=2)
    assert abs(Message.objects.get().said_at - true) < timedelta(minutes=1)


def test_a_fresh_claim_is_not_taken_for_one_whose_holder_died(wire: None, jumped: None) -> None:
    said = answered(city())
    assert outbox.claim(only(said.pk).pk, clock.now())
    run(jobs.sweep, timestamp=0)
    assert states(said.pk) == [DeliveryState.CLAIMED]


def test_the_command_line_erases_what_is_due_by_the_databases_clock(
    jumped: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[datetime] = []
    monkeypatch.setattr(keeping, "run", lambda now: asked.append(now) or keeping.report(now))
    assert CliRunner().invoke(retention, ["run"]).exit_code == 0
    assert abs(asked[0] - clock.now()) < timedelta(minutes=1)


def test_jobs_that_stand_still_beside_a_living_worker_are_told(jumped: None) -> None:
    Heartbeat.objects.create(name="worker", at=clock.now())
    jobs_app.configure_task("korgan.test", schedule_at=clock.now() + timedelta(hours=1)).defer()
    assert (measured()["worker"], Client().get("/readyz").status_code) == ("ok", 200)
    stalled(seconds=60)
    told = Client().get("/readyz")
    assert (measured()["worker"], told.status_code, told.json()["wrong"]) == ("late", 503, ["oldest_job_s"])
    assert 60 <= told.json()["oldest_job_s"] < 90


def test_a_living_worker_is_not_called_late(jumped: None) -> None:
    Heartbeat.objects.create(name="worker", at=clock.now())
    assert measured()["worker"] == "ok"
    Heartbeat.objects.update(at=clock.now() - timedelta(seconds=30))
    assert measured()["worker"] == "late"
