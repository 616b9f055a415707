"""Leave to have bytes streamed: given to one sign-in for an hour, for one thing and one use of it. Whoever comes with
it must still be allowed what he wants: a ticket says only that he has asked at our own pages."""

from typing import Literal
from uuid import UUID

from django.core import signing

GOOD_FOR_S = 3600

Use = Literal["play", "export"]


class BadTicket(Exception):
    """Not ours, for something else, or an old one."""


def ticket(use: Use, thing: UUID, user: int) -> str:
    return signing.dumps({"thing": str(thing), "user": user}, salt=salt(use))


def opened(use: Use, given: str) -> tuple[UUID, int]:
    """The thing and who may have it; raises BadTicket."""
    try:
        said = signing.loads(given, salt=salt(use), max_age=GOOD_FOR_S)
        return UUID(said["thing"]), int(said["user"])
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        raise BadTicket from None


def salt(use: Use) -> str:
    return f"korgan.evidence.tickets.{use}"
