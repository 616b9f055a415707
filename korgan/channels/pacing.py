"""How fast we send. What a channel allows an account and a chat is kept in Postgres, so that two workers together do
not exceed it, and a wish to wait that the outside system has told outlives the worker who heard it."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from korgan.channels.base import Capabilities
from korgan.channels.models import Account, Pace
from korgan.channels.registry import channel_of

EVERYBODY = ""
LONGEST = timedelta(hours=1)
HOLD = """
insert into channels_pace (account_id, thread, free_at) values (%s, %s, %s)
on conflict (account_id, thread) do update set free_at = greatest(channels_pace.free_at, excluded.free_at)
"""


class NotYet(Exception):
    """The channel may not be sent to before `until`; `everybody`: to no chat of the account."""

    def __init__(self, until: datetime, everybody: bool) -> None:
        super().__init__(f"not before {until}")
        self.until, self.everybody = until, everybody


@transaction.atomic
def take_turn(account: Account, thread: str, now: datetime, pause: timedelta | None = None) -> None:
    """Make the next turn ours, or raise NotYet; the turn is given back when the caller's transaction is. Whoever asks
    with a `pause` lets others go first: until the account has been silent for so long."""
    can, silent = channel_of(account.kind).can, pause or timedelta(0)
    for one in (EVERYBODY, thread):
        # First there, then locked: two workers that come at once meet in the row.
        if gap(can, one):
            hold(account.pk, one, now - silent)
    rows = Pace.objects.select_for_update().filter(account=account.pk, thread__in=(EVERYBODY, thread))
    paces = list(rows.order_by("thread"))
    # Farther off it is of a clock that ran ahead.
    if early := [pace for pace in paces if now < pace.free_at + silent <= now + LONGEST + silent]:
        last = max(early, key=lambda pace: pace.free_at)
        raise NotYet(last.free_at + silent, last.thread == EVERYBODY)
    for pace in paces:
        pace.free_at = now + gap(can, pace.thread)
        pace.save(update_fields=["free_at"])


def gap(can: Capabilities, thread: str) -> timedelta:
    """Between two parts; even, so that no second ever holds more than the channel takes."""
    rate = can.sends_per_s if thread == EVERYBODY else can.sends_per_chat_s
    return timedelta(seconds=1 / rate) if rate else timedelta(0)


def hold(account_id: int, thread: str, until: datetime) -> None:
    """Nothing more goes there before this time."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [account_id, thread, until])


def forget_idle(now: datetime) -> None:
    """Chats that nobody is written to need no row."""
    Pace.objects.filter(free_at__lt=now - timedelta(hours=1)).delete()
