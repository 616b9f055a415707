"""Rights are asked at connect, and again as soon as an entry tells that they changed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.contrib.sessions.backends.db import SessionStore

from korgan.journal.queries import cursor_now
from korgan.people.actions import end, grant
from korgan.people.models import Role, RoleKind, User
from korgan.territory.models import Area
from tests.cast import BY, STEPPE, registered, staff
from tests.live.conftest import Live
from tests.live.listening import Refused, signed_in

# From the moment it happened until the screen hears of it.
SOON_S = 4.0
NUMBERS = count(500)


def newcomer(area: Area) -> User:
    number = str(next(NUMBERS))
    return staff(f"newcomer{number}", number, RoleKind.OPERATOR, area)


def end_roles(user: User) -> None:
    for role in Role.objects.filter(user=user, valid_to__isnull=True):
        end(role, BY, datetime.now(UTC))


def test_who_lost_his_last_role_is_sent_away_and_hears_no_more(live: Live) -> None:
    user = newcomer(live.korgan.town)
    cookie = signed_in(user)
    with live.console(cookie, cursor=cursor_now()) as screen:
        seq = registered(live.korgan).version
        assert screen.seqs_until(seq) == []
        end_roles(user)
        assert screen.next("bye", "entry", within=SOON_S).name == "bye"
        assert list(screen.events()) == []
    with pytest.raises(Refused):
        live.console(cookie)


def test_a_role_granted_widens_the_open_stream(live: Live) -> None:
    user = newcomer(live.korgan.town)
    with live.console(signed_in(user), cursor=cursor_now()) as screen:
        screen.next("beat")
        grant(user, RoleKind.OPERATOR, live.korgan.steppe, BY)
        assert screen.next("reset", within=SOON_S)
        there = registered(live.korgan, place=STEPPE)
        assert there.version in {screen.next("entry").seq for _ in range(2)}


def test_a_role_ended_narrows_the_open_stream(live: Live) -> None:
    user = newcomer(live.korgan.town)
    steppe = grant(user, RoleKind.OPERATOR, live.korgan.steppe, BY)
    with live.console(signed_in(user), cursor=cursor_now()) as screen:
        screen.next("beat")
        end(steppe, BY, datetime.now(UTC))
        assert screen.next("reset", within=SOON_S)
        registered(live.korgan, place=STEPPE)
        here = registered(live.korgan)
        heard = []
        while here.version not in heard:
            event = screen.next("entry")
            heard.append(event.seq)
            assert event.data["kind"] == "RoleEnded" or event.seq == here.version


def test_who_was_away_while_his_rights_changed_fetches_everything_anew(live: Live) -> None:
    """Else his screen would lack the appeals of the new area for ever."""
    user = newcomer(live.korgan.town)
    cursor = cursor_now()
    grant(user, RoleKind.OPERATOR, live.korgan.steppe, BY)
    with live.console(signed_in(user), cursor=cursor) as screen:
        assert screen.next("reset", "entry").name == "reset"
        place = screen.next("beat").id
    with live.console(signed_in(user), last_id=place) as screen:
        there = registered(live.korgan, place=STEPPE)
        assert screen.next("reset", "entry").seq == there.version


def test_a_stranger_is_not_disturbed_by_the_rights_of_others(live: Live) -> None:
    with live.console(cursor=cursor_now()) as screen:
        end_roles(newcomer(live.korgan.town))
        seq = registered(live.korgan).version
        assert screen.next("reset", "bye", "entry").seq == seq


def held_until(user: User, valid_to: datetime) -> None:
    """Written into the database beside all actions, so that no entry tells of it."""
    Role.objects.filter(user=user).update(valid_to=valid_to)


def test_a_role_that_ends_by_the_clock_ends_the_stream(live: Live) -> None:
    """Promise 8, without an entry: the shift is over when it is over."""
    user = newcomer(live.korgan.town)
    with live.console(signed_in(user), cursor=cursor_now()) as screen:
        screen.next("beat")
        held_until(user, datetime.now(UTC) + timedelta(seconds=1))
        screen.next("bye", within=SOON_S)


def test_a_role_that_begins_by_the_clock_widens_the_stream(live: Live) -> None:
    user = newcomer(live.korgan.town)
    begins = datetime.now(UTC) + timedelta(seconds=1)
    Role.objects.create(user=user, role=RoleKind.OPERATOR, area=live.korgan.steppe, valid_from=begins)
    with live.console(signed_in(user), cursor=cursor_now()) as screen:
        assert screen.next("reset", within=SOON_S)
        there = registered(live.korgan, place=STEPPE)
        assert screen.next("entry").seq == there.version


def sign_out(user: User, cookie: str) -> None:
    SessionStore(cookie.partition("=")[2]).delete()


def dismiss(user: User, cookie: str) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def change_password(user: User, cookie: str) -> None:
    user.set_password("another-password")
    user.save()


@pytest.mark.parametrize("end_it", [sign_out, dismiss, change_password])
def test_a_sign_in_that_ended_ends_its_streams(end_it: Callable[[User, str], None], live: Live) -> None:
    user = newcomer(live.korgan.town)
    cookie = signed_in(user)
    with live.console(cookie, cursor=cursor_now()) as screen, live.console(cursor=cursor_now()) as another:
        screen.next("beat")
        end_it(user, cookie)
        screen.next("bye", within=SOON_S)
        assert list(screen.events()) == []
        assert another.next("beat", "bye").name == "beat"
