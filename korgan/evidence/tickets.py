"""Leave to have an original streamed: given together with the entry that says so, to one sign-in, for an hour."""

from uuid import UUID

from django.core import signing

from korgan.evidence.models import Evidence

SALT, GOOD_FOR_S = "korgan.evidence.tickets", 3600


class BadTicket(Exception):
    """Not ours, or an old one."""


def ticket(evidence: Evidence, user: int) -> str:
    return signing.dumps({"evidence": str(evidence.pk), "user": user}, salt=SALT)


def opened(given: str) -> tuple[UUID, int]:
    """The evidence and who may have it; raises BadTicket."""
    try:
        said = signing.loads(given, salt=SALT, max_age=GOOD_FOR_S)
        return UUID(said["evidence"]), int(said["user"])
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        raise BadTicket from None
