"""What Prometheus is told: whole, by route template, without an id or a word of a citizen, and to nobody else."""

import re

import pytest
from django.db import OperationalError
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from korgan.faces.citizen.tests.signing import ask
from korgan.people.identity import PhoneCode
from korgan.reply.actions import reply
from tests.cast import NIGHT, at_console, city, phone, registered, taken

pytestmark = pytest.mark.django_db


def scraped(browser: Client, **headers: str) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    answer = browser.get("/metrics", headers=headers)
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {
        family.name: {tuple(sorted(one.labels.items())): one.value for one in family.samples} for family in families
    }


def test_the_house_is_measured() -> None:
    korgan = city()
    reply(taken(korgan).pk, "Ждите", korgan.omarov, NIGHT)
    found = scraped(Client())
    assert found["korgan_outbox"] == {(("state", "queued"),): 1}
    assert (("channel", "app"), ("how", "registered")) in found["korgan_registrations"]
    for name in ("korgan_journal_lag_seconds", "korgan_oldest_inbound_seconds", "korgan_open_streams", "korgan_jobs",
                 "korgan_oldest_job_seconds",
                 "korgan_database_connections", "korgan_entry_to_stream_seconds"):  # fmt: skip
        assert name in found


def test_while_the_database_is_away_the_processes_are_measured_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError

    assert scraped(Client())["korgan_database_up"] == {(): 1}
    monkeypatch.setattr("korgan.journal.clock.now", away)
    found = scraped(Client())
    assert found["korgan_database_up"] == {(): 0}
    assert "korgan_http_seconds" in found
    assert "korgan_jobs" not in found


def test_codes_that_were_refused_are_counted() -> None:
    city()
    ask(phone())
    assert scraped(Client())["korgan_phone_codes"] == {(("how", "not_sent"),): 1}
    PhoneCode.objects.update(trouble="401")
    assert scraped(Client())["korgan_phone_codes"] == {(("how", "refused"),): 1}


def test_answers_are_counted_by_the_routes_template_and_no_label_names_anybody() -> None:
    korgan = city()
    appeal = registered(korgan, "Меня зовут Айгерим, 77011234567")
    at_console(korgan.omarov).get(f"/api/console/appeals/{appeal.pk}")
    phone().get(f"/api/citizen/appeals/{appeal.pk}")
    Client().get("/nowhere/77011234567")
    told = Client().get("/metrics").content.decode()
    routes = {route for route in re.findall(r'route="([^"]*)"', told) if "appeals/<" in route}
    assert {route.split("/")[1] for route in routes} == {"console", "citizen"}, routes
    assert not [secret for secret in (str(appeal.pk), appeal.number, "77011234567", "Айгерим") if secret in told]


def test_only_this_machine_or_who_has_the_token_is_told(settings: Settings) -> None:
    assert Client().get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 404
    assert Client().get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    settings.METRICS_TOKEN = "a-token-of-the-watch"
    assert Client().get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert scraped(Client(REMOTE_ADDR="10.1.2.3"), Authorization="Bearer a-token-of-the-watch")


def test_a_request_keeps_the_id_it_came_with() -> None:
    given = Client().get("/healthz", headers={"X-Request-ID": "abcdef-0123456789"})
    assert given["X-Request-ID"] == "abcdef-0123456789"
    made = Client().get("/healthz", headers={"X-Request-ID": "Айгерим\n"})
    assert len(made["X-Request-ID"]) == 32
