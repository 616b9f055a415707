"""Promise 8: only by proof or by staff with a reason are contacts one person; separating restores exactly what was."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from django.db import transaction
from django.test import Client

from korgan.faces.citizen.tests.scene import report, told
from korgan.faces.citizen.tests.signing import TIMUR, numbers, sign_in
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.people.identity import Joining
from korgan.people.joining import JoinedAgain, ReasonNeeded, SamePerson, join, separate
from korgan.people.models import Contact, User
from tests.cast import at_console, at_once, city, key, phone, until_somebody_waits_for_a_lock

NOW = datetime.now(UTC)


def persons() -> dict[str, str | None]:
    return {str(one.pk): str(one.person_id) for one in Contact.objects.all()}


def contact_of(browser: Client) -> Contact:
    return Appeal.objects.get(number=min(numbers(browser))).contact


def joined(one: Contact, other: Contact, by: User, minutes: int = 0) -> Joining:
    appeal = Appeal.objects.filter(contact=one).latest("registered_at")
    return join(
        one.pk, other.pk, "Показал оба телефона", by, datetime.now(UTC) + timedelta(minutes=minutes), appeal=appeal.pk
    )


def parted(joining: Joining, by: User) -> None:
    separate(joining.pk, "Ошиблись", by, NOW + timedelta(hours=1), appeal=key())


@pytest.fixture
def two() -> tuple[Client, Client, User]:
    korgan, aigerim, timur = city(), phone(), phone()
    report(aigerim)
    report(timur)
    return aigerim, timur, korgan.omarov


@pytest.mark.django_db
def test_joined_by_staff_both_see_both_and_separated_each_his_own(two: tuple[Client, Client, User]) -> None:
    aigerim, timur, omarov = two
    hers, his, before = numbers(aigerim), numbers(timur), persons()
    joining = joined(contact_of(aigerim), contact_of(timur), omarov)
    assert numbers(aigerim) == numbers(timur) == hers | his
    parted(joining, omarov)
    assert (numbers(aigerim), numbers(timur)) == (hers, his)
    assert persons() == before
    kinds = list(Entry.objects.filter(kind__startswith="Persons").values_list("kind", "facts__what", "by"))
    by = f"staff:{omarov.pk}"
    assert kinds == [("PersonsJoined", "staff", by), ("PersonsSeparated", "staff", by)]
    assert "телефона" not in str(list(Entry.objects.values_list("facts", flat=True))), (
        "the reason stands not in entries"
    )


@pytest.mark.django_db
def test_two_accounts_joined_and_separated_are_two_accounts_again(two: tuple[Client, Client, User]) -> None:
    aigerim, timur, omarov = two
    sign_in(aigerim)
    sign_in(timur, TIMUR)
    before = persons()
    joining = joined(contact_of(aigerim), contact_of(timur), omarov, 5)
    assert len(set(persons().values())) == 1
    parted(joining, omarov)
    assert persons() == before


@pytest.mark.django_db
def test_who_proved_the_telephone_meanwhile_goes_back_with_it(two: tuple[Client, Client, User]) -> None:
    """Else a joining that was wrong would leave Timur's new phone with her appeals."""
    aigerim, timur, omarov = two
    sign_in(aigerim)
    sign_in(timur, TIMUR)
    his = numbers(timur)
    joining = joined(contact_of(aigerim), contact_of(timur), omarov)
    new = phone()
    sign_in(new, TIMUR)
    assert len(numbers(new)) == 2
    parted(joining, omarov)
    assert numbers(new) == numbers(timur) == his
    assert his.isdisjoint(numbers(aigerim))


@pytest.mark.django_db
def test_a_later_joining_is_separated_first(two: tuple[Client, Client, User]) -> None:
    aigerim, timur, omarov = two
    third = phone()
    report(third)
    before = persons()
    first = joined(contact_of(third), contact_of(timur), omarov, 1)
    sign_in(aigerim)
    second = joined(contact_of(aigerim), contact_of(timur), omarov, 2)
    with pytest.raises(JoinedAgain):
        parted(first, omarov)
    parted(second, omarov)
    parted(first, omarov)
    with pytest.raises(JoinedAgain):
        parted(first, omarov)
    assert {pk: persons()[pk] for pk in before if pk != str(contact_of(aigerim).pk)} == {
        pk: whose for pk, whose in before.items() if pk != str(contact_of(aigerim).pk)
    }


@pytest.mark.django_db
def test_who_was_joined_with_him_later_does_not_stay_behind(two: tuple[Client, Client, User]) -> None:
    """Only the third moves, to her person: separating the first alone would leave his Telegram with her."""
    aigerim, timur, omarov = two
    third = phone()
    report(third)
    one, other, his_too = (contact_of(browser) for browser in (aigerim, timur, third))
    hers, his = numbers(aigerim), numbers(timur) | numbers(third)
    first = joined(one, other, omarov, 1)
    second = joined(other, his_too, omarov, 2)
    with pytest.raises(JoinedAgain):
        parted(first, omarov)
    parted(second, omarov)
    parted(first, omarov)
    joined(other, his_too, omarov, 3)
    assert (numbers(aigerim), numbers(timur), numbers(third)) == (hers, his, his)


@pytest.mark.django_db
def test_a_telephone_he_proved_meanwhile_goes_back_with_him(two: tuple[Client, Client, User]) -> None:
    """Else it would stay with her, and open her appeals to whoever proves it next: himself."""
    aigerim, timur, omarov = two
    third, new = phone(), phone()
    report(third)
    joined(contact_of(aigerim), contact_of(third), omarov)
    hers, his = numbers(aigerim), numbers(timur)
    joining = joined(contact_of(aigerim), contact_of(timur), omarov)
    sign_in(timur, TIMUR)
    parted(joining, omarov)
    sign_in(new, TIMUR)
    assert numbers(new).isdisjoint(hers)
    sign_in(timur, TIMUR)
    assert (numbers(aigerim), numbers(timur), numbers(new)) == (hers, his, his)


@pytest.mark.django_db
def test_a_reason_is_needed_and_one_person_is_not_joined_with_himself(two: tuple[Client, Client, User]) -> None:
    aigerim, timur, omarov = two
    one, other = contact_of(aigerim), contact_of(timur)
    with pytest.raises(ReasonNeeded):
        join(one.pk, other.pk, "  ", omarov, NOW, appeal=key())
    with pytest.raises(SamePerson):
        joined(one, one, omarov)
    joined(one, other, omarov)
    with pytest.raises(SamePerson):
        joined(other, one, omarov)


@pytest.mark.django_db
def test_the_console_joins_by_the_number_of_another_appeal(two: tuple[Client, Client, User]) -> None:
    aigerim, timur, omarov = two
    (hers,), (his,) = numbers(aigerim), numbers(timur)
    appeal = Appeal.objects.get(number=hers)
    console, url = at_console(omarov), f"/api/console/appeals/{appeal.pk}"
    asked = {"client_key": str(key()), "number": his, "reason": "Один человек"}
    answers = [console.post(f"{url}/join-persons", asked, content_type="application/json") for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200], answers[1].content
    card = told(answers[1])
    assert {one["number"] for one in card["appeals"]} == {hers, his}
    assert [one["how"] for one in card["joinings"]] == ["staff"]
    asked = {"client_key": str(key()), "joining": card["joinings"][0]["id"], "reason": "Разные люди"}
    apart = told(console.post(f"{url}/separate-persons", asked, content_type="application/json"))
    assert [one["number"] for one in apart["appeals"]] == [hers]
    assert [one["ended_reason"] for one in apart["joinings"]] == ["Разные люди"]


def test_two_joinings_at_once_make_one_person(fresh_database: str) -> None:
    korgan = city()
    browsers = [phone() for _ in range(3)]
    for browser in browsers:
        report(browser)
    one, two, three = (contact_of(browser) for browser in browsers)
    by = korgan.omarov
    for _ in range(2):
        done = at_once(lambda: joined(one, two, by), lambda: joined(two, three, by), lambda: joined(three, one, by))
        assert all(isinstance(each, Joining | SamePerson) for each in done), done
    assert all(isinstance(joined_or_same(one, other, by), SamePerson) for other in (two, three))
    assert len({one.person_id for one in Contact.objects.all()}) == 1


def test_who_is_joined_meanwhile_is_not_left_behind(fresh_database: str) -> None:
    korgan = city()
    browsers = [phone() for _ in range(3)]
    for browser in browsers:
        report(browser)
    sign_in(browsers[2])
    one, two, three = (contact_of(browser) for browser in browsers)
    written, waits = Event(), Event()

    def begin() -> None:
        with transaction.atomic():
            joined(one, two, korgan.omarov)
            written.set()
            waits.wait(10)

    def meanwhile() -> Joining:
        written.wait(10)
        return joined(three, two, korgan.omarov)

    def watch() -> None:
        written.wait(10)
        until_somebody_waits_for_a_lock()
        waits.set()

    done = at_once(begin, meanwhile, watch)
    assert isinstance(done[1], Joining), done
    assert len({one.person_id for one in Contact.objects.all()}) == 1


def joined_or_same(one: Contact, other: Contact, by: User) -> object:
    try:
        return joined(one, other, by)
    except SamePerson as same:
        return same
