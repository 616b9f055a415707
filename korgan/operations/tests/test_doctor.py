"""Each thing is broken once, and `korgan doctor` tells it in words and by its exit code."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.base import ContentFile
from django.db import OperationalError, connection
from pytest_django import Settings

from korgan.channels.app.channel import App
from korgan.channels.models import Account, Inbound
from korgan.commands.doctor import doctor
from korgan.evidence.actions import keep, receive, store
from korgan.evidence.models import Evidence
from korgan.evidence.tests.photos import photo
from korgan.intake.losing import lose
from korgan.intake.models import Appeal, Part
from korgan.journal import clock
from korgan.journal.actions import write
from korgan.journal.entries import BackupMade
from korgan.journal.models import Heartbeat
from korgan.journal.restoring import MARK
from korgan.operations import examining, house
from korgan.people.identity import PhoneCode
from korgan.people.models import Contact, User
from korgan.reply.actions import reply
from korgan.reply.models import Delivery
from korgan.territory.models import CalendarDay
from korgan.territory.years import bring_calendars, this_and_next
from korgan.words import LANGUAGES, catalogue
from tests.cast import BY, NIGHT, City, city, taken
from tests.path.worker import stalled

pytestmark = pytest.mark.django_db


@pytest.fixture(name="korgan")
def a_sound_house(settings: Settings, tmp_path: Path) -> City:
    """In production, with everything as it should be."""
    korgan = city()
    korgan.telegram.delete()
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://102.example", ["102.example"]
    settings.SECRET_KEY = "Zr8-qWm_4tLx1Vd9hKpB2nYc7uGf0sJe5aRi3oTz6Q"
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    Heartbeat.objects.create(name="worker", at=clock.now())
    write(BackupMade(1, 1, 1), by=BY, topics=[])
    bring_calendars()
    return korgan


def told(*arguments: str) -> dict[str, str]:
    """Code -> level."""
    ran = CliRunner().invoke(doctor, ["--json", *arguments])
    found = {line["code"]: line["level"] for line in map(json.loads, ran.output.splitlines())}
    assert ran.exit_code == (1 if "bad" in found.values() else 0), ran.output
    return found


def test_a_sound_house_is_told_to_be_well(korgan: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "lag", lambda: 0.0)
    monkeypatch.setattr("shutil.disk_usage", lambda there: SimpleNamespace(free=10**12))
    assert set(told().values()) == {"well"}


def breaks(korgan: City, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], Any]]:
    def demo() -> None:
        User.objects.create_user("chief", "korgan-demo", name="x")

    def outgoing(**fields: Any) -> None:
        reply(taken(korgan).pk, "Ждите", korgan.omarov, NIGHT)
        Delivery.objects.update(**fields)

    def inbound(**fields: Any) -> None:
        long_ago = clock.now() - timedelta(minutes=5)
        Inbound.objects.create(account=korgan.app, external_id="1", sender="1", body="{}", **fields)
        Inbound.objects.update(received_at=long_ago)

    def losing() -> None:
        kept = keep(receive([photo()], announced_bytes=None, limit=10**7))
        part = Part.objects.get(message__appeal=taken(korgan), position=0)
        Part.objects.filter(pk=part.pk).update(evidence=kept)
        Path(store().path(kept.original)).unlink()
        lose(Part.objects.get(pk=part.pk), BY)

    async def ill(self: App, account: object) -> str:
        return "no answer"

    def file_in_the_way() -> None:
        settings.EVIDENCE_ROOT.write_text("not a folder")

    def old_backup() -> None:
        monkeypatch.setattr(house, "BACKUP_EVERY", timedelta(seconds=-1))

    return {
        "codes_not_sent": refused_code,
        "no_https": lambda: setattr(settings, "PUBLIC_URL", "http://102.example"),
        "weak_key": lambda: setattr(settings, "SECRET_KEY", "change-me" * 5),
        "any_host": lambda: setattr(settings, "ALLOWED_HOSTS", ["*"]),
        "only_for_trying": lambda: setattr(settings, "PUBLIC_URL", ""),
        "evidence_not_written": file_in_the_way,
        "traces_lost": lambda: monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"),
        "disk_full": lambda: monkeypatch.setattr("shutil.disk_usage", lambda at: SimpleNamespace(free=1)),
        "half_restored": lambda: connection.cursor().execute(MARK),
        "migrations_wait": lambda: connection.cursor().execute("delete from django_migrations where app = 'reply'"),
        "clocks_apart": lambda: monkeypatch.setattr("korgan.journal.clock.now", lambda: NIGHT - timedelta(days=400)),
        "worker_never": lambda: Heartbeat.objects.all().delete(),
        "worker_silent": lambda: Heartbeat.objects.update(at=clock.now() - timedelta(seconds=40)),
        "follower_late": lambda: monkeypatch.setattr(house, "lag", lambda: 60.0),
        "jobs_stand": lambda: stalled(seconds=60),
        "parked": lambda: monkeypatch.setattr("korgan.journal.parking.counted", lambda: {"jobs": 2}),
        "inbound_waits": inbound,
        "inbound_refused": lambda: inbound(fate="refused"),
        "outbox_stuck": lambda: outgoing(changed_at=clock.now() - timedelta(minutes=5)),
        "outbox_failed": lambda: outgoing(state="failed", changed_at=clock.now()),
        "channel_ill": lambda: monkeypatch.setattr(App, "health", ill),
        "no_channel": lambda: Account.objects.update(is_open=False),
        "originals_lost": losing,
        "backup_old": old_backup,
        "no_backup": lambda: monkeypatch.setattr("korgan.operations.house.Entry", SimpleNamespace(objects=Nothing())),
        "demo_users": demo,
        "calendar_missing": lambda: CalendarDay.objects.filter(day__year=this_and_next()[1]).delete(),
        "look_broke": lambda: monkeypatch.setattr(house, "lag", None),
    }


def refused_code() -> None:
    contact, at = Contact.objects.create(scheme="app", address="aigerim"), clock.now()
    PhoneCode.objects.create(phone="+77015550102", contact=contact, trouble="401", expires_at=at, ended_at=at)


class Nothing:
    """A journal without a backup."""

    def filter(self, **asked: object) -> "Nothing":
        return self

    def order_by(self, *by: str) -> "Nothing":
        return self

    def values_list(self, *names: str, flat: bool) -> "Nothing":
        return self

    def first(self) -> None:
        return None


DOUBTFUL = {
    "calendar_missing", "any_host", "traces_lost", "only_for_trying", "parked", "inbound_refused", "outbox_failed",
}  # fmt: skip
CODES = sorted(breaks(None, None, None))  # type: ignore[arg-type]


@pytest.mark.parametrize("code", CODES)
def test_what_is_broken_is_told(code: str, korgan: City, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks(korgan, settings, monkeypatch)[code]()
    assert told()[code] == ("doubtful" if code in DOUBTFUL else "bad")


def test_an_original_that_is_back_from_a_backup_is_well(
    korgan: City, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(korgan, settings, monkeypatch)["originals_lost"]()
    said = CliRunner().invoke(doctor, ["--language", "kk"]).output
    assert Appeal.objects.get().number in said
    store().save(Evidence.objects.get().original, ContentFile(photo()))
    assert "originals_lost" not in told()


def test_without_its_database_the_rest_is_looked_at_all_the_same(korgan: City, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(examining, "connection", SimpleNamespace(cursor=away))
    found = told()
    assert found["database_away"] == "bad"
    assert {"disk", "disk_full"} & set(found)
    assert "worker" not in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_every_language(language: str, korgan: City) -> None:
    ran = CliRunner().invoke(doctor, ["--language", language])
    assert catalogue(language)["doctor.settings"] in ran.output
    assert "{" not in ran.output
