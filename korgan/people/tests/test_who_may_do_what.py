from datetime import timedelta

import pytest
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from korgan.journal.models import Entry
from korgan.people.actions import end, grant
from korgan.people.models import Contact, Role, RoleKind, User
from korgan.people.queries import (
    address_of_key,
    contact_of_key,
    name_of_part,
    staff_of,
    staff_of_session,
)
from korgan.people.rules import READ, NotAllowed
from tests.cast import BY, STEPPE, at_console, city, key, registered


@pytest.mark.django_db
def test_a_role_counts_for_its_area_and_all_below() -> None:
    korgan = city()
    chief = staff_of(korgan.akhmetov)
    assert chief is not None
    assert chief.areas == {korgan.department.pk, korgan.town.pk, korgan.steppe.pk}
    stranger = staff_of(korgan.stranger)
    assert stranger is not None
    assert stranger.areas == {korgan.steppe.pk}
    with pytest.raises(NotAllowed):
        stranger.require(READ, {korgan.town.pk})


@pytest.mark.django_db
def test_what_is_allowed_in_one_area_is_not_allowed_in_another() -> None:
    """Chief of the department, operator in the steppe: he takes there only."""
    korgan = city()
    grant(korgan.akhmetov, RoleKind.OPERATOR, korgan.steppe, BY)
    both = staff_of(korgan.akhmetov)
    assert both is not None
    both.require("take", {korgan.steppe.pk})
    with pytest.raises(NotAllowed):
        both.require("take", {korgan.town.pk})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("begins", "ends", "counts"),
    [(-2, None, True), (-2, 1, True), (-2, -1, False), (1, None, False), (1, 2, False)],
)
def test_a_role_is_held_for_a_time(begins: int, ends: int | None, counts: bool) -> None:
    korgan, now = city(), timezone.now()
    Role.objects.filter(user=korgan.omarov).update(
        valid_from=now + timedelta(hours=begins), valid_to=ends and now + timedelta(hours=ends)
    )
    assert (staff_of(korgan.omarov) is not None) is counts


@pytest.mark.django_db
def test_granting_twice_is_as_once_and_ending_twice_too() -> None:
    korgan = city()
    role = grant(korgan.omarov, RoleKind.OPERATOR, korgan.department, BY)
    assert Role.objects.filter(user=korgan.omarov).count() == 1
    for _ in range(2):
        end(role, BY, timezone.now())
    entries = Entry.objects.filter(topics__contains=[f"user:{korgan.omarov.pk}"]).order_by("seq")
    assert [entry.kind for entry in entries] == ["RoleGranted", "RoleEnded"]
    assert staff_of(korgan.omarov) is None
    again = grant(korgan.omarov, RoleKind.OPERATOR, korgan.department, BY)
    assert again.pk != role.pk


@pytest.mark.django_db
def test_a_stream_knows_its_session_by_the_same_checks_as_a_page() -> None:
    korgan = city()
    session = at_console(korgan.omarov).session
    found = staff_of_session(session.session_key)
    assert found is not None
    assert found.user == korgan.omarov
    korgan.omarov.set_password("another-password")
    korgan.omarov.save()
    assert staff_of_session(session.session_key) is None


@pytest.mark.django_db
@pytest.mark.parametrize("session_key", [None, "", "nothing", "x" * 5000])
def test_no_session_is_nobody(session_key: str | None) -> None:
    assert staff_of_session(session_key) is None


@pytest.mark.django_db
def test_a_session_of_nobody_or_of_a_dismissed_user_is_nobody() -> None:
    korgan = city()
    gone = SessionStore()
    gone[SESSION_KEY], gone[HASH_SESSION_KEY] = "999999", ""
    gone.save()
    assert staff_of_session(gone.session_key) is None
    session = at_console(korgan.omarov).session
    User.objects.filter(pk=korgan.omarov.pk).update(is_active=False)
    assert staff_of_session(session.session_key) is None


@pytest.mark.django_db
def test_only_the_hash_of_a_citizens_key_is_an_address() -> None:
    secret, korgan = "k" * 43, city()
    assert secret not in address_of_key(secret)
    registered(korgan, sender=address_of_key(secret), place=STEPPE)
    assert contact_of_key(secret) == Contact.objects.get().pk
    assert contact_of_key("j" * 43) is None
    assert contact_of_key("") is contact_of_key(None) is None


def test_the_same_key_of_two_phones_names_two_parts() -> None:
    chosen = key()
    assert name_of_part("a", chosen) == name_of_part("a", chosen) != name_of_part("b", chosen)
    assert "secret" not in name_of_part("secret", chosen)
