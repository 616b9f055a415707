"""An administrator sees the rules in force, tries them, puts others and takes older ones back; a mistake is shown at
its line in his language and nothing changes."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from korgan.journal.models import Entry
from korgan.people.models import RoleKind
from korgan.triage import standing
from korgan.triage.models import RulesVersion
from korgan.triage.putting import bring_release
from korgan.triage.tests.test_rules_are_put_in_force import DRONES, SAID
from tests.cast import City, at_console, city, staff

pytestmark = pytest.mark.django_db
LIST, SHOWN, PUT = (f"/admin/triage/rulesversion/{page}" for page in ("", "shown/", "put/"))


@pytest.fixture(name="korgan")
def a_city() -> City:
    bring_release()
    return city()


@pytest.fixture(name="chief")
def a_chief(korgan: City) -> Client:
    return at_console(korgan.akhmetov)


def given(text: str, do: str = "put", **more: Any) -> dict[str, Any]:
    return {"name": "60_drones.toml", "text": text, "expected": standing.standing().version, do: "x", **more}


def text_of(answer: Any) -> str:
    body: str = answer.content.decode()
    return body


@pytest.mark.parametrize(
    ("language", "told"),
    [("ru", ["Ранен человек", "«пострадавшие»", "Сейчас"]), ("kk", ["Жарақат алған адам", "«пострадавшие»", "Қазір"])],
)
def test_he_sees_the_rules_and_what_they_say_of_a_text_and_why(chief: Client, language: str, told: list[str]) -> None:
    chief.cookies["korgan_admin_language"] = language
    body = text_of(chief.post(SHOWN, {"sample": "авария, есть пострадавшие"}))
    assert all(words in body for words in told), body[:3000]
    assert "road_accident" in body


def test_new_rules_are_checked_tried_and_put(chief: Client, korgan: City) -> None:
    tried = text_of(chief.post(PUT, given(DRONES, "check", sample=SAID)))
    assert "Дрон над домом" in tried
    assert RulesVersion.objects.count() == 1, "who only checks changes nothing"
    assert chief.post(PUT, given(DRONES)).status_code == 302
    put = Entry.objects.filter(kind="RulesPut").latest("seq")
    assert put.by == f"staff:{korgan.akhmetov.pk}"
    assert standing.words("drone")["ru"] == "Дрон над домом"
    assert "Akhmetov" in text_of(chief.get(LIST))
    assert "Правила оценки введены" in text_of(chief.get("/admin/journal/entry/"))


def test_rules_come_as_a_file_too(chief: Client) -> None:
    file = SimpleUploadedFile("mine.toml", DRONES.encode())
    assert chief.post(PUT, given("", file=file)).status_code == 302
    assert "60_drones.toml" in RulesVersion.objects.latest("number").files
    broken = SimpleUploadedFile("mine.toml", b"\xff\xfe")
    assert "UTF-8" in text_of(chief.post(PUT, given("", file=broken)))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ru", "60_drones.toml:7: drone: шаблон «(летает дрон» не читается"),
        ("kk", "60_drones.toml:7: drone: «(летает дрон» үлгісі оқылмайды"),
        ("uk", "60_drones.toml:7: drone: шаблон «(летает дрон» не читається"),
        ("en", "60_drones.toml:7: drone: &#x27;(летает дрон&#x27; is not readable"),
    ],
)
def test_a_mistake_is_shown_at_its_line_in_his_language_and_nothing_changes(
    chief: Client, language: str, told: str
) -> None:
    chief.cookies["korgan_admin_language"] = language
    answer = chief.post(PUT, given(DRONES.replace('["летает', '["(летает')))
    assert told in text_of(answer)
    assert "летает дрон" in text_of(answer), "what he wrote is still there"
    assert RulesVersion.objects.count() == 1


@pytest.mark.parametrize("rest", ["[[rule]\n", "[[rule]]\ncode = 'x'\nwords = 1\n", "\x00", "rule = 5", "a" * 200_000])
def test_no_file_however_bad_breaks_the_page(chief: Client, rest: str) -> None:
    assert chief.post(PUT, given(rest)).status_code == 200
    assert RulesVersion.objects.count() == 1


def test_an_older_version_is_taken_back(chief: Client) -> None:
    first = standing.standing().version
    chief.post(PUT, given(DRONES))
    told = chief.post(LIST, {"action": "back", "_selected_action": [first]}, follow=True)
    assert f"Теперь действует версия {first}" in text_of(told)
    assert standing.standing().version == first


def test_who_began_before_a_colleague_put_his_is_told(chief: Client) -> None:
    mine = given(DRONES) | {"name": "70_mine.toml"}
    chief.post(PUT, given(DRONES))
    assert "изменил кто-то другой" in text_of(chief.post(PUT, mine))
    assert RulesVersion.objects.count() == 2


def test_who_answers_for_a_part_only_looks(korgan: City) -> None:
    part = at_console(staff("steppe-chief", "002", RoleKind.CHIEF, korgan.steppe))
    assert part.get(SHOWN).status_code == 200
    assert part.get(PUT).status_code == 403
    assert part.post(PUT, given(DRONES)).status_code == 403
    assert part.post(LIST, {"action": "back", "_selected_action": [1]}).status_code == 403
    assert at_console(korgan.omarov).get(SHOWN, follow=True).status_code == 403
