"""Where somebody is signed in. A sign-in that is ended ends at once: its session is gone with the same commit, and open
streams look again when they hear of it."""

import time
from collections.abc import Iterable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from korgan.journal.actions import write
from korgan.people.entries import PasswordChanged, SignedIn, SignInEnded
from korgan.people.models import User

# How exactly "last seen" is known; every question would be a write otherwise.
SEEN_EVERY_S = 60.0
MOST_NOTED = 10_000
noted: dict[str, float] = {}


def sign_ins_of(user: User) -> QuerySet[UserSession]:
    """Those that still count, newest first."""
    living = Session.objects.filter(expire_date__gt=Now()).values("session_key")
    found: QuerySet[UserSession] = UserSession.objects.filter(user=user, session_key__in=living)
    return found.order_by("-created_at")


def is_signed_in(session_key: str) -> bool:
    return bool(session_key) and UserSession.objects.filter(session_key=session_key).exists()


@transaction.atomic
def signed_in(user: User, session_key: str, how: str, by: str) -> None:
    made = UserSession.objects.get(session_key=session_key)
    write(SignedIn(user.pk, made.pk, how), by=by, topics=[])


@transaction.atomic
def end_sign_in(sign_in: int, by: str) -> None:
    """End it; one that has ended already stays so."""
    found = UserSession.objects.select_for_update().filter(pk=sign_in).first()
    if found is not None:
        end_all([found], by)


@transaction.atomic
def end_others(user: User, session_key: str, by: str) -> int:
    """End all sign-ins of the user but this one; how many there were."""
    others = UserSession.objects.select_for_update().filter(user=user).exclude(session_key=session_key)
    return end_all(others.order_by("pk"), by)


def end_all(found: Iterable[UserSession], by: str) -> int:
    ended = list(found)
    for one in ended:
        write(SignInEnded(one.user_id, one.pk), by=by, topics=[f"user:{one.user_id}"])
        Session.objects.filter(session_key=one.session_key).delete()
        one.delete()
    return len(ended)


@transaction.atomic
def set_password(user: User, password: str, by: str) -> None:
    """A new password by another's hand ends every sign-in of the old one."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.set_password(password)
    locked.save(update_fields=["password"])
    write(PasswordChanged(user.pk), by=by, topics=[f"user:{user.pk}"])
    end_others(user, "", by)


def password_changed(user: User, before: str, session_key: str, by: str) -> None:
    """He changed it himself: this sign-in goes on under its new key, every other one has ended."""
    UserSession.objects.filter(session_key=session_key).delete()
    UserSession.objects.filter(session_key=before).update(session_key=session_key)
    write(PasswordChanged(user.pk), by=by, topics=[f"user:{user.pk}"])
    end_others(user, session_key, by)


def seen(session_key: str | None, now: datetime) -> None:
    """Note that the sign-in is used, once a minute and process."""
    at = time.monotonic()
    if not session_key or at - noted.get(session_key, -SEEN_EVERY_S) < SEEN_EVERY_S:
        return
    if len(noted) >= MOST_NOTED:
        noted.clear()
    noted[session_key] = at
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=now)
