import time
from datetime import datetime
from threading import Lock

from django.conf import settings
from django.db.models import Exists, F, Min, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber

from korgan.channels.models import Account, Fate, Inbound

KEPT_S = 2.0
# Of one sender at a look; whoever writes meanwhile waits for no more.
OF_ONE = 20
_kept: dict[str, tuple[float, Account]] = {}
_lock = Lock()


class ChannelClosed(Exception):
    """There is no open account of this kind: `korgan channel add` makes one."""


def open_account(kind: str) -> Account:
    """Our open account of a kind, with its department and desk; kept for two seconds, for every report asks."""
    kept = _kept.get(kind)
    if kept is not None and time.monotonic() - kept[0] < KEPT_S:
        return kept[1]
    found = Account.objects.select_related("department", "desk").filter(kind=kind, is_open=True).order_by("id").first()
    if found is None:
        raise ChannelClosed(kind)
    with _lock:
        _kept[kind] = (time.monotonic(), found)
    return found


def forget() -> None:
    """Ask the database at the next report; for those who have just changed an account."""
    _kept.clear()


def hook_of(account: Account) -> str:
    """Where the outside system brings updates of this account; empty when we have no public address."""
    return f"{settings.PUBLIC_URL}/hooks/{account.kind}/{account.pk}" if settings.PUBLIC_URL else ""


def waiting(account: Account, now: datetime) -> QuerySet[Inbound]:
    """What is due: the oldest of each sender, then the second of each, so that a thousand messages of one hold up
    nobody. While a sender's update is to be tried again later, his newer ones wait behind it."""
    waits = Inbound.objects.filter(account=account, fate=Fate.WAITING)
    stuck = waits.filter(sender=OuterRef("sender"), turn__lte=OuterRef("turn"), try_at__gt=now)
    place = Window(RowNumber(), partition_by=F("sender"), order_by=F("turn").asc())
    return waits.exclude(Exists(stuck)).annotate(place=place).filter(place__lte=OF_ONE).order_by("place", "turn")


def oldest_waiting() -> datetime | None:
    """Since when the oldest unprocessed inbound has waited."""
    oldest: datetime | None = Inbound.objects.filter(fate=Fate.WAITING).aggregate(oldest=Min("received_at"))["oldest"]
    return oldest
