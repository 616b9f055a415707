"""Wrong passwords and codes are counted where every process and every restart finds them."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from korgan.journal.actions import write
from korgan.people.entries import SignInLocked, SignInUnlocked
from korgan.people.guessing import (
    FORGOTTEN_AFTER,
    FROM_EVERYWHERE,
    FROM_ONE_ADDRESS,
    TryLater,
    delay_after,
    is_forgotten,
)
from korgan.people.holding import HOLDER
from korgan.people.models import Guesses, User

EVERYWHERE = ""
BY = "system:sign-in"


def account_of(username: str) -> str:
    """A name nobody has is counted too, or the door would tell who exists; what was typed may be a password."""
    found = User.objects.filter(username=username).values_list("pk", flat=True).first()
    return f"user:{found}" if found else f"nobody:{hashlib.sha256(username.encode(errors='replace')).hexdigest()}"


def rows_of(account: str, address: str) -> list[Guesses]:
    """Both counters, locked in one order."""
    found = Guesses.objects.filter(account=account, address__in=(EVERYWHERE, address))
    return list(found.select_for_update().order_by("address"))


def shut_until(rows: list[Guesses], now: datetime) -> datetime | None:
    return max((row.shut_until for row in rows if row.shut_until and row.shut_until > now), default=None)


@transaction.atomic
def attempt(account: str, address: str, now: datetime) -> None:
    """Count a guess before it is looked at, so that many at once are no more than one after another."""
    made = [Guesses(account=account, address=one, last_at=now) for one in (EVERYWHERE, address)]
    Guesses.objects.bulk_create(made, ignore_conflicts=True)
    rows = rows_of(account, address)
    if until := shut_until(rows, now):
        raise TryLater(until)
    for row in rows:
        row.failures = 1 if is_forgotten(row.last_at, now) else row.failures + 1
        delay = delay_after(row.failures, FROM_ONE_ADDRESS if row.address else FROM_EVERYWHERE)
        row.last_at, row.shut_until = now, now + delay if delay else None
        row.save(update_fields=["failures", "last_at", "shut_until"])


@transaction.atomic
def was_right(account: str, address: str) -> None:
    """It was no failure; those before it still count until the sign-in is complete."""
    counted = Guesses.objects.filter(account=account, address__in=(EVERYWHERE, address), failures__gt=0)
    counted.update(failures=F("failures") - 1, shut_until=None)


@transaction.atomic
def was_wrong(account: str, address: str, now: datetime) -> datetime | None:
    """Until when the door is shut, when it was one too many."""
    until = shut_until(rows_of(account, address), now)
    kind, _, user = account.partition(":")
    if until and kind == "user":
        write(SignInLocked(int(user), until), by=BY, topics=[])
    return until


def forget(account: str, address: str) -> None:
    """A complete sign-in: this client of this account starts anew."""
    Guesses.objects.filter(account=account, address=address).delete()


def forget_old(now: datetime) -> None:
    """What counts no more goes: else everybody who ever mistyped, and every name that was tried, stays for good."""
    is_over = ~Q(shut_until__gt=now) | Q(shut_until=None)
    Guesses.objects.filter(is_over, last_at__lt=now - FORGOTTEN_AFTER).exclude(account__startswith=HOLDER).delete()


@transaction.atomic
def unlock(user: User, by: str) -> None:
    """Open a shut door; what was guessed before counts no more."""
    Guesses.objects.filter(account=f"user:{user.pk}").delete()
    write(SignInUnlocked(user.pk), by=by, topics=[])
