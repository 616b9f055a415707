from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from korgan.channels.base import Raw
from korgan.channels.entries import AccountAdded, LeftUnregistered, MessageRefused
from korgan.channels.models import Account, Fate, Inbound
from korgan.channels.secrets import closed
from korgan.journal.actions import write
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
