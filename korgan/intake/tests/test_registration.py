"""Promises 1–4: nothing registered twice, no appeal without an owner, a number at once and without a gap."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from korgan import path
from korgan.channels.base import InboundMessage
from korgan.channels.models import Account
from korgan.handling import actions as handling
from korgan.intake.actions import Registered
from korgan.intake.models import Appeal, Conversation, Message, Part
from korgan.journal.models import Entry
from tests.cast import NIGHT, city, message


@pytest.mark.django_db
def test_a_message_is_born_with_number_verdict_and_owner() -> None:
    korgan = city()
    registered = path.register(korgan.app, message(), now=NIGHT)
    appeal = Appeal.objects.get(pk=registered.appeal)
    assert (registered.how, appeal.number) == ("registered", "102-SKO-26-000001")
    assert (appeal.urgency, appeal.off_topic) == ("now", False)
    assert (appeal.desk, appeal.area, appeal.routing_reason) == (korgan.town_desk, korgan.town, "inside")
    assert appeal.reasons[0]["quote"] in "На Крепостной авария, есть пострадавшие"
    entry = Entry.objects.get(kind="AppealRegistered")
    assert entry.seq == appeal.version
    assert entry.facts["number"] == appeal.number
    assert f"area:{korgan.town.pk}" in entry.topics


@pytest.mark.django_db
def test_the_year_of_the_number_is_the_departments_local_year() -> None:
    korgan = city()
    new_year = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)  # already 2027 in Petropavl
    assert path.register(korgan.app, message(), now=new_year).number == "102-SKO-27-000001"


@pytest.mark.django_db
def test_a_redelivery_returns_the_first_result_also_after_closing() -> None:
    korgan = city()
    said = message(scheme="telegram", thread="77")
    first = path.register(korgan.telegram, said)
    handling.close(first.appeal, "helped", korgan.omarov, NIGHT)
    again = path.register(korgan.telegram, said)
    assert (again.how, again.appeal, again.message) == ("repeated", first.appeal, first.message)
    assert Conversation.objects.filter(is_open=True).count() == 0
    assert Appeal.objects.count() == Message.objects.count() == 1


@pytest.mark.django_db
def test_in_a_messenger_a_message_joins_the_open_appeal() -> None:
    korgan = city()
    first = path.register(korgan.telegram, message(scheme="telegram", thread="77"))
    second = path.register(korgan.telegram, message("Он в сознании", scheme="telegram", thread="77", place=None))
    assert (second.how, second.appeal) == ("joined", first.appeal)
    appeal = Appeal.objects.get()
    assert appeal.unread == 2
    assert appeal.version == Entry.objects.get(kind="MessageReceived").seq


@pytest.mark.django_db
def test_after_closing_a_messenger_message_opens_a_new_appeal() -> None:
    korgan = city()
    first = path.register(korgan.telegram, message(scheme="telegram", thread="77"))
    handling.close(first.appeal, "helped", korgan.omarov, NIGHT)
    second = path.register(korgan.telegram, message("Снова стучат", scheme="telegram", thread="77"))
    assert (second.how, second.number) == ("registered", "102-SKO-26-000002")


@pytest.mark.django_db
def test_a_photo_of_an_album_that_comes_after_closing_joins_its_message() -> None:
    korgan = city()
    photos = [message(album="a", thread="77", kind="photo", place=None, scheme="telegram") for _ in range(2)]
    first = path.register(korgan.telegram, photos[0])
    handling.close(first.appeal, "helped", korgan.omarov, NIGHT)
    late = path.register(korgan.telegram, photos[1])
    assert (late.how, late.appeal, late.message) == ("joined", first.appeal, first.message)
    assert Part.objects.filter(message=first.message).count() == 2
    assert Conversation.objects.count() == 1


@pytest.mark.django_db
def test_what_postgres_cannot_store_costs_no_message() -> None:
    korgan = city()
    registered = path.register(korgan.app, message("помогите\x00 \ud83d"))
    assert "помогите" in Appeal.objects.get(pk=registered.appeal).subject


@pytest.mark.django_db
@pytest.mark.parametrize("place", [None, (10.0, 10.0), (69.5, 54.7), (69.001, 54.6)])
def test_no_appeal_is_without_an_owner_whatever_its_place(place: tuple[float, float] | None) -> None:
    korgan = city()
    registered = path.register(korgan.app, message(place=place, accuracy_m=50_000))
    appeal = Appeal.objects.get(pk=registered.appeal)
    assert appeal.desk_id
    assert appeal.routing_reason in {"no_place", "outside", "poor_accuracy", "border"}


@pytest.mark.django_db
def test_a_complaint_about_the_police_is_told_only_above_the_unit_complained_of() -> None:
    korgan = city()
    path.register(korgan.app, message("Жалоба на полицию: сотрудник полиции требовал взятку"))
    appeal = Appeal.objects.get()
    assert (appeal.kind, appeal.desk) == ("complaint", korgan.centre)
    assert f"area:{korgan.town.pk}" not in Entry.objects.get(kind="AppealRegistered").topics


def register_at_once(account: Account, said: list[InboundMessage], threads: int) -> list[Registered]:
    def one(message: InboundMessage) -> Registered:
        try:
            return path.register(account, message)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, said))


def test_four_copies_of_one_message_at_once_make_one_appeal(fresh_database: str) -> None:
    korgan = city()
    said = [one for key in range(50) for one in [message(external_id=f"k{key}", thread=f"t{key}")] * 4]
    results = register_at_once(korgan.telegram, said, 12)
    assert Appeal.objects.count() == 50
    assert sorted(Appeal.objects.values_list("serial", flat=True)) == list(range(1, 51))
    assert sum(one.how == "registered" for one in results) == 50
    assert Conversation.objects.count() == Message.objects.count() == 50


def test_an_album_of_a_new_contact_is_one_appeal_and_one_message(fresh_database: str) -> None:
    korgan = city()
    albums = [
        message(album=f"a{who}", thread=f"t{who}", sender=f"s{who}", kind="photo", place=None, scheme="telegram")
        for who in range(20)
        for _ in range(4)
    ]
    register_at_once(korgan.telegram, albums, 12)
    assert Appeal.objects.count() == Message.objects.count() == Conversation.objects.count() == 20
    assert Part.objects.count() == 80
    assert sorted(Appeal.objects.values_list("serial", flat=True)) == list(range(1, 21))


def test_twelve_threads_of_forty_contacts_make_forty_appeals_numbered_without_a_gap(fresh_database: str) -> None:
    korgan = city()
    said = [message(f"{turn}", thread=f"t{turn % 40}", sender=f"s{turn % 40}", place=None) for turn in range(600)]
    register_at_once(korgan.telegram, said, 12)
    assert Appeal.objects.count() == 40
    assert sorted(Appeal.objects.values_list("serial", flat=True)) == list(range(1, 41))
    assert Message.objects.count() == 600
    assert sum(Appeal.objects.values_list("unread", flat=True)) == 600
