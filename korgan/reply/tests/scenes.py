"""Aigerim has written by the wire, Omarov has taken it, and time is what the test says."""

from collections.abc import Callable
from datetime import datetime, timedelta
from inspect import unwrap
from typing import Any
from uuid import UUID

from procrastinate.tasks import Task

from korgan import path
from korgan.channels.models import Account
from korgan.handling import actions as handling
from korgan.intake.models import Appeal, Message
from korgan.reply import outbox
from korgan.reply.actions import reply
from korgan.reply.models import Delivery
from korgan.reply.sending import send_due
from tests.cast import NIGHT, City, message


def run(job: Task[Any, Any, Any], **given: Any) -> None:
    """What the job does, on the test's own connection, which the worker would have closed."""
    unwrap(job.func)(**given)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NIGHT

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


def written(korgan: City, thread: str = "77", text: str = "На Крепостной авария") -> Appeal:
    account, _ = Account.objects.get_or_create(
        kind="wire", name="wire", department=korgan.department, desk=korgan.centre
    )
    said = message(text, scheme="wire", sender=thread, thread=thread)
    return handling.take(path.register(account, said).appeal, korgan.omarov, NIGHT)


def answered(korgan: City, text: str = "Наряд в пути", appeal: Appeal | None = None) -> Message:
    return reply((appeal or written(korgan)).pk, text, korgan.omarov, NIGHT)


def send_message(message: UUID, clock: Callable[[], datetime]) -> datetime | None:
    """What the worker does for the message's account; when it is to look again."""
    return send_due(outbox.account_of(message), clock).at


def states(message: UUID) -> list[str]:
    found = Delivery.objects.filter(part__message=message).order_by("part__position")
    return list(found.values_list("state", flat=True))


def only(message: UUID) -> Delivery:
    return Delivery.objects.get(part__message=message)
