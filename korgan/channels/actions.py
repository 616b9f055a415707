from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from korgan.channels.entries import AccountAdded, MessageRefused
from korgan.channels.models import Account, Fate, Inbound
from korgan.channels.secrets import closed
from korgan.journal.actions import write
from korgan.territory.models import Area, Desk

# Seconds before each further try; after the last the update is refused, stored and told.
TRY_AFTER = (1, 2, 5, 15, 30, 60, 120)


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
def store(account: Account, updates: Iterable[Mapping[str, Any]], poll_cursor: str | None = None) -> int:
    """Commit updates raw, then the offset; one we had already is normal, not an error. Returns how many were new."""
    rows = [
        Inbound(account=account, external_id=str(update["update_id"]), sender=sender_of(update), body=dict(update))
        for update in updates
    ]
    before = Inbound.objects.filter(account=account).count() if rows else 0
    Inbound.objects.bulk_create(rows, ignore_conflicts=True)
    if poll_cursor is not None:
        Account.objects.filter(pk=account.pk).update(poll_cursor=poll_cursor)
    return Inbound.objects.filter(account=account).count() - before if rows else 0


def sender_of(update: Mapping[str, Any]) -> str:
    """Whose turn it is: updates of one chat are worked off in order. What has no chat stands for itself."""
    for content in update.values():
        chat = content.get("chat") if isinstance(content, Mapping) else None
        if isinstance(chat, Mapping) and chat.get("id") is not None:
            return str(chat["id"])
    return f"update:{update.get('update_id')}"


def waiting(account: Account, now: datetime) -> QuerySet[Inbound]:
    """What is due, oldest first."""
    due = Inbound.objects.filter(account=account, fate=Fate.WAITING)
    return due.exclude(try_at__gt=now).order_by("id")


@transaction.atomic
def settle(inbound: Inbound, fate: str, why: str, now: datetime) -> None:
    Inbound.objects.filter(pk=inbound.pk, fate=Fate.WAITING).update(fate=fate, why=why, settled_at=now)
    if fate == Fate.REFUSED:
        write(MessageRefused(inbound.account_id, inbound.pk), by="system:channels", topics=["all"])


def stumble(inbound: Inbound, why: str, now: datetime) -> None:
    """Registering failed: try again later, other senders go on; at last refuse it, stored and counted."""
    if inbound.attempts >= len(TRY_AFTER):
        settle(inbound, Fate.REFUSED, why, now)
        return
    try_at = now + timedelta(seconds=TRY_AFTER[inbound.attempts])
    Inbound.objects.filter(pk=inbound.pk).update(attempts=inbound.attempts + 1, try_at=try_at, why=why)
