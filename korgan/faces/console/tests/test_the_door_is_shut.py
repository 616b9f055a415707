"""Too many wrong passwords or codes shut the door for that client of that account, and for nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from korgan.address import counted_address
from korgan.faces.console.tests.door import Door, code_of, quick_city
from korgan.journal.models import Entry
from korgan.people import lockout
from korgan.people.guessing import FROM_EVERYWHERE, FROM_ONE_ADDRESS, TryLater, delay_after
from korgan.people.models import Guesses
from tests.cast import BY, City, at_once, city

HERE, THERE = "10.1.0.1", "10.2.0.2"
NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)


@pytest.fixture(name="korgan")
def a_city(db: None, settings: Any) -> City:
    return quick_city(settings)


def wrong(account: str, address: str, times: int, now: datetime = NOW) -> None:
    for _ in range(times):
        lockout.attempt(account, address, now)
        lockout.was_wrong(account, address, now)


def is_shut(account: str, address: str, now: datetime = NOW) -> bool:
    try:
        lockout.attempt(account, address, now)
    except TryLater:
        return True
    lockout.was_right(account, address)
    return False


def test_the_right_password_does_not_help_now_and_when_to_try_again_is_told(korgan: City) -> None:
    door = Door(HERE)
    told = [door.password(password="wrong") for _ in range(FROM_ONE_ADDRESS)]
    assert [answer.status_code for answer in told] == [400] * (FROM_ONE_ADDRESS - 1) + [429]
    answer = door.password()
    assert (answer.status_code, answer.json()["error"]) == (429, "sign_in_locked")
    assert set(answer.json()["message"]) == {"kk", "ru", "uk", "en"}
    minutes = (datetime.fromisoformat(answer.json()["until"]) - datetime.now(UTC)) / timedelta(minutes=1)
    assert 4 < minutes <= 5
    assert 240 < int(answer["Retry-After"]) <= 300
    locked = Entry.objects.get(kind="SignInLocked")
    assert locked.facts["user"] == korgan.omarov.pk
    assert HERE not in str(locked.facts)


def test_a_colleague_behind_the_same_address_and_the_owner_elsewhere_come_in(korgan: City) -> None:
    wrong(f"user:{korgan.omarov.pk}", HERE, FROM_ONE_ADDRESS, datetime.now(UTC))
    assert Door(HERE).password("omarov").status_code == 429
    assert Door(HERE).password("bekova").status_code == 200
    assert Door(THERE).password("omarov").status_code == 200
    assert Door(HERE).password("omarov").status_code == 429, "another's sign-in does not open this door"


def test_wrong_codes_count_too_and_the_right_password_does_not_forgive_them(korgan: City) -> None:
    inside = Door(THERE)
    inside.password()
    secret = inside.sets_up_totp()
    door = Door(HERE)
    told = []
    for _ in range(FROM_ONE_ADDRESS):
        door.password()
        told.append(door.code("000000").status_code)
    assert told == [400] * (FROM_ONE_ADDRESS - 1) + [429]
    assert door.code(code_of(secret, 1)).status_code == 429
    assert Door(THERE).password().status_code == 401, "at his own desk he is asked for his code as ever"


def test_many_addresses_do_not_guess_together(korgan: City) -> None:
    account = f"user:{korgan.omarov.pk}"
    for number in range(FROM_EVERYWHERE):
        wrong(account, f"10.9.0.{number}", 1)
    assert is_shut(account, THERE)
    assert not is_shut(f"user:{korgan.bekova.pk}", THERE)


def test_time_opens_and_each_time_it_takes_longer(korgan: City) -> None:
    account, now = f"user:{korgan.omarov.pk}", NOW
    for minutes in (5, 15, 60):
        wrong(account, HERE, FROM_ONE_ADDRESS, now)
        assert is_shut(account, HERE, now + timedelta(minutes=minutes - 0.1))
        now += timedelta(minutes=minutes + 0.1)
        assert not is_shut(account, HERE, now)
    wrong(account, HERE, 1, now + timedelta(hours=13))
    assert Guesses.objects.get(account=account, address=HERE).failures == 1


def test_an_administrator_opens(korgan: City) -> None:
    account = f"user:{korgan.omarov.pk}"
    wrong(account, HERE, FROM_ONE_ADDRESS)
    lockout.unlock(korgan.omarov, BY)
    assert not is_shut(account, HERE)
    assert Entry.objects.filter(kind="SignInUnlocked", by=BY).exists()


def test_a_name_nobody_has_is_shut_as_well(korgan: City) -> None:
    door = Door(HERE)
    told = [door.password("nobody", "wrong").status_code for _ in range(FROM_ONE_ADDRESS + 1)]
    assert told == [400] * (FROM_ONE_ADDRESS - 1) + [429, 429]
    assert "nobody" not in Guesses.objects.get(address=HERE).account.removeprefix("nobody:")


def test_many_guesses_at_once_are_no_more_than_one_after_another(fresh_database: str) -> None:
    account = f"user:{city().omarov.pk}"
    tried = at_once(*[lambda: lockout.attempt(account, HERE, NOW)] * 12)
    connection.close()
    assert sum(one is None for one in tried) == FROM_ONE_ADDRESS
    assert sum(isinstance(one, TryLater) for one in tried) == 12 - FROM_ONE_ADDRESS


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("10.1.0.1", "10.1.0.1"),
        ("::ffff:10.1.0.1", "10.1.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("unix", "unix"),
    ],
)
def test_a_client_is_counted_by_its_household(given: str, counted: str) -> None:
    assert counted_address(given) == counted


def test_only_every_fifth_failure_shuts() -> None:
    shut = [failures for failures in range(1, 21) if delay_after(failures, FROM_ONE_ADDRESS)]
    assert shut == [5, 10, 15, 20]
