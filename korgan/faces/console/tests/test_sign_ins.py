"""Where one is signed in: seen, and ended at once."""

from typing import Any
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password

from korgan.faces.console.tests.door import ACCOUNT, AUTH, Door, quick_city
from korgan.journal.models import Entry
from korgan.people.models import RoleKind, User
from korgan.people.queries import staff_of_session
from korgan.people.sign_ins import set_password
from tests.cast import BY, PASSWORD, City, staff

pytestmark = pytest.mark.django_db
SIGN_INS = "/api/console/sign-ins"


@pytest.fixture(name="korgan")
def a_city(settings: Any) -> City:
    return quick_city(settings)


def signed_in(address: str = "10.1.0.1", username: str = "omarov") -> Door:
    door = Door(address)
    assert door.password(username).status_code == 200
    return door


def listed(door: Door) -> list[dict[str, Any]]:
    answer = door.browser.get(SIGN_INS)
    assert answer.status_code == 200
    return list(answer.json())


def end(door: Door, what: str) -> Any:
    return door.ask("post", f"{SIGN_INS}/{what}", client_key=str(uuid4()))


def test_one_sees_ones_own_and_which_of_them_this_is(korgan: City) -> None:
    here, _, _ = signed_in(), signed_in("10.2.0.2"), signed_in(username="bekova")
    assert [(one["address"], one["is_this"]) for one in listed(here)] == [("10.2.0.2", False), ("10.1.0.1", True)]


def test_the_one_that_is_ended_is_out_at_once_and_the_other_goes_on(korgan: City) -> None:
    here, there = signed_in(), signed_in("10.2.0.2")
    other = next(one["id"] for one in listed(here) if not one["is_this"])
    session = there.browser.cookies["sessionid"].value
    assert len(end(here, f"{other}/end").json()) == 1
    assert not there.is_in()
    assert staff_of_session(session) is None
    assert here.is_in()
    entry = Entry.objects.get(kind="SignInEnded")
    assert (entry.facts, entry.topics) == ({"user": korgan.omarov.pk, "sign_in": other}, [f"user:{korgan.omarov.pk}"])


def test_all_others_end_together(korgan: City) -> None:
    here, one, two = signed_in(), signed_in(), signed_in()
    assert len(end(here, "end-others").json()) == 1
    assert (here.is_in(), one.is_in(), two.is_in()) == (True, False, False)


def test_anothers_sign_in_does_not_exist_for_one(korgan: City) -> None:
    signed_in(username="bekova")
    assert end(signed_in(), f"{UserSession.objects.get(user=korgan.bekova).pk}/end").status_code == 404
    assert UserSession.objects.filter(user=korgan.bekova).exists()


def test_a_chief_ends_the_sign_ins_of_his_people_and_of_nobody_else(korgan: City) -> None:
    theirs = signed_in()
    of_omarov = UserSession.objects.get(user=korgan.omarov).pk
    chief = signed_in(username="akhmetov")
    assert end(chief, f"{of_omarov}/end").status_code == 200
    assert not theirs.is_in()
    signed_in()
    in_the_steppe = staff("steppe-chief", "002", RoleKind.CHIEF, korgan.steppe)
    User.objects.filter(pk=in_the_steppe.pk).update(password=make_password(PASSWORD))
    other = UserSession.objects.get(user=korgan.omarov).pk
    assert end(signed_in(username="steppe-chief"), f"{other}/end").status_code == 404


def test_signing_out_is_written_down_and_leaves_the_list(korgan: City) -> None:
    here, there = signed_in(), signed_in("10.2.0.2")
    here.ask("delete", f"{AUTH}/session")
    assert Entry.objects.filter(kind="SignInEnded", by=f"staff:{korgan.omarov.pk}").count() == 1
    assert len(listed(there)) == 1


def test_a_changed_password_keeps_this_sign_in_and_ends_the_others(korgan: City) -> None:
    here, there = signed_in(), signed_in("10.2.0.2")
    body = {"current_password": "wrong", "new_password": "a-new-long-password"}
    assert here.ask("post", f"{ACCOUNT}/password/change", **body).status_code == 400
    answer = here.ask("post", f"{ACCOUNT}/password/change", **{**body, "current_password": PASSWORD})
    assert answer.status_code == 200
    assert (here.is_in(), there.is_in()) == (True, False)
    assert [one["is_this"] for one in listed(here)] == [True]
    assert Entry.objects.filter(kind="PasswordChanged").count() == Entry.objects.filter(kind="SignInEnded").count() == 1
    assert Door().password(password="a-new-long-password").status_code == 200


def test_a_password_set_by_an_administrator_ends_every_sign_in(korgan: City) -> None:
    here = signed_in()
    set_password(korgan.omarov, "given-by-administrator", BY)
    assert not here.is_in()
    assert not UserSession.objects.filter(user=korgan.omarov).exists()
