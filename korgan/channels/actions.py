from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from korgan.channels.base import Raw
from korgan.channels.entries import (
    AccountAdded,
    AccountChanged,
    AccountClosed,
    AccountOpened,
    InboundTriedAgain,
    LeftUnregistered,
    MessageRefused,
    RawForgotten,
)
from korgan.channels.models import Account, Fate, Inbound
from korgan.channels.secrets import closed
from korgan.journal.actions import Fact, write
from korgan.territory.models import Area, Desk

SYSTEM = "system:channels"
# Seconds before each further try; after the last the update is refused, stored and told.
TRY_AFTER = (1, 2, 5, 15, 30, 60, 120)
# Ten videos at once get one answer.
ANSWERED_ONCE_IN = timedelta(seconds=10)


@transaction.atomic
def add_account(
    kind: str, name: str, department: Area, desk: Desk, config: dict[str, Any], secrets: dict[str, str], by: str
) -> Account:
    """Open our account in an outside system; the secrets are encrypted at rest."""
    account = Account.objects.create(
        kind=kind,
        name=name,
        department=department,
        desk=desk,
        config=config,
        secrets=closed(secrets) if secrets else "",
    )
    write(AccountAdded(account.pk, kind), by=by, topics=[f"area:{department.pk}"])
    return account


@transaction.atomic
def close_account(account_id: int, by: str) -> Account:
    """Take nothing in by this account and send nothing; what the outside system keeps waits there."""
    return set_open(account_id, False, AccountClosed(account_id), by)


@transaction.atomic
def open_account(account_id: int, by: str) -> Account:
    """Listen to a closed account again."""
    return set_open(account_id, True, AccountOpened(account_id), by)


def set_open(account_id: int, is_open: bool, fact: Fact, by: str) -> Account:
    account = locked(account_id)
    if account.is_open != is_open:
        account.is_open, account.trouble = is_open, ""
        account.save(update_fields=["is_open", "trouble"])
        write(fact, by=by, topics=[f"area:{account.department_id}"])
    return account


@transaction.atomic
def change_account(
    account_id: int, by: str, *, name: str | None = None, desk: Desk | None = None,
    config: dict[str, Any] | None = None, secrets: dict[str, str] | None = None
) -> Account:  # fmt: skip
    """Change what is given; the worker takes it up within a second."""
    account = locked(account_id)
    account.name, account.desk = name or account.name, desk or account.desk
    account.config = account.config if config is None else config
    account.secrets = account.secrets if secrets is None else closed(secrets)
    account.save(update_fields=["name", "desk", "config", "secrets"])
    write(AccountChanged(account.pk), by=by, topics=[f"area:{account.department_id}"])
    return account


def locked(account_id: int) -> Account:
    return Account.objects.select_for_update().get(pk=account_id)


class NotRefused(Exception):
    """Only what was refused can be tried again."""


@transaction.atomic
def try_again(inbound_id: UUID, by: str) -> Inbound:
    """Register a refused update once more, as after a mistake of ours was mended; what it made before stays single."""
    inbound = Inbound.objects.select_for_update().get(pk=inbound_id)
    if inbound.fate != Fate.REFUSED:
        raise NotRefused(inbound.fate or "waiting")
    inbound.fate, inbound.attempts, inbound.try_at, inbound.settled_at = Fate.WAITING, 0, None, None
    inbound.save(update_fields=["fate", "attempts", "try_at", "settled_at"])
    write(InboundTriedAgain(inbound.account_id, inbound.pk), by=by, topics=["all"])
    return inbound


@transaction.atomic
def forget_raw(before: datetime, by: str, most: int = 50_000) -> int:
    """Delete raw updates that were worked off before this time; those refused or waiting are kept for a human."""
    old = Inbound.objects.filter(fate__in=[Fate.REGISTERED, Fate.IGNORED], settled_at__lt=before)
    count, _ = Inbound.objects.filter(pk__in=list(old.order_by("id").values_list("pk", flat=True)[:most])).delete()
    if count:
        write(RawForgotten(count, before), by=by, topics=[])
    return count


@transaction.atomic
def store(account: Account, updates: Iterable[Raw], cursor: str | None = None) -> None:
    """Commit updates raw together with the cursor that will confirm them; one we had already is normal."""
    rows = [Inbound(account=account, external_id=raw.external_id, sender=raw.sender, body=raw.body) for raw in updates]
    Inbound.objects.bulk_create(rows, ignore_conflicts=True)
    if cursor is not None:
        Account.objects.filter(pk=account.pk).update(poll_cursor=cursor)


@transaction.atomic
def settle(inbound: Inbound, fate: str, why: str, now: datetime, *, owes_words: bool = False) -> None:
    """Write down what became of an update; `owes_words`: nothing was registered and the sender is to be told so."""
    repeated = Inbound.objects.filter(
        account=inbound.account_id, sender=inbound.sender, why=why, settled_at__gt=now - ANSWERED_ONCE_IN
    )
    if owes_words and not repeated.exists():
        write(LeftUnregistered(inbound.account_id, inbound.pk), by=SYSTEM, topics=[])
    if fate == Fate.REFUSED:
        write(MessageRefused(inbound.account_id, inbound.pk), by=SYSTEM, topics=["all"])
    Inbound.objects.filter(pk=inbound.pk, fate=Fate.WAITING).update(fate=fate, why=why, settled_at=now)


def stumble(inbound: Inbound, why: str, now: datetime) -> None:
    """Registering failed: try again later, other senders go on; at last refuse it, stored and counted."""
    if inbound.attempts >= len(TRY_AFTER):
        settle(inbound, Fate.REFUSED, why, now)
        return
    try_at = now + timedelta(seconds=TRY_AFTER[inbound.attempts])
    Inbound.objects.filter(pk=inbound.pk).update(attempts=inbound.attempts + 1, try_at=try_at, why=why)
