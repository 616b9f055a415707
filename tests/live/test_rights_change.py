"""Rights are asked at connect, and again as soon as an entry tells that they changed."""

from datetime import UTC, datetime
from itertools import count

import pytest

from korgan.journal.queries import cursor_now
from korgan.people.actions import end, grant
from korgan.people.models import Role, RoleKind, User
from korgan.territory.models import Area
from tests.cast import BY, STEPPE, registered, staff
from tests.live.conftest import Live
from tests.live.listening import Refused, signed_in

SOON_S = 5.0
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
