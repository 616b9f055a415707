"""What somebody shows besides his password: a code of his authenticator (TOTP), a passkey, a recovery code."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from korgan.journal.actions import write
from korgan.people.entries import FactorAdded, FactorRemoved, RecoveryCodeUsed
from korgan.people.models import User

SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# A code counts for its half minute, the one before and the one after.
CODE_LIVES_S = 90


class SecondFactorNeeded(Exception):
    """This installation asks a second factor of everybody, and he has none yet."""


def has_second_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=SECOND).exists())


def require_second_factor(user: User) -> None:
    if settings.REQUIRE_SECOND_FACTOR and not has_second_factor(user):
        raise SecondFactorNeeded


@contextmanager
def changes_written(user: User, by: str) -> Iterator[None]:
    """What is added and removed meanwhile is written down with it, in one transaction."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        before = held(user)
        yield
        after = held(user)
        for pk in sorted(after.keys() - before.keys()):
            write(FactorAdded(user.pk, after[pk], pk), by=by, topics=[])
        for pk in sorted(before.keys() - after.keys()):
            write(FactorRemoved(user.pk, before[pk], pk), by=by, topics=[f"user:{user.pk}"])


def held(user: User) -> dict[int, str]:
    return dict(Authenticator.objects.filter(user=user).values_list("pk", "type"))


def reset_factors(user: User, by: str) -> None:
    """Take away what was lost; from then on the password alone lets him in, or nothing but a new factor does."""
    with changes_written(user, by):
        Authenticator.objects.filter(user=user).delete()


@transaction.atomic
def recovery_code_used(codes: Authenticator, by: str) -> None:
    codes.refresh_from_db()
    write(RecoveryCodeUsed(codes.user_id, len(codes.wrap().get_unused_codes())), by=by, topics=[])


def is_first_use(user: User, code: str) -> bool:
    """Whoever looks over a shoulder may not use the same code again; allauth forgets it while it still counts."""
    name = hashlib.sha256(f"{user.pk} {code.strip()}".encode(errors="replace")).hexdigest()
    return bool(cache.add(f"code-used:{name}", 1, CODE_LIVES_S))
