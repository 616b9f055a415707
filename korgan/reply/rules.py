"""What may become of an outgoing part. Unknown means that the bytes may have gone out: it is never sent again
unless an operator says so, because a doubled "a patrol is coming" is a lie on a bad night."""

from datetime import datetime, timedelta

from korgan.intake.models import Appeal, State
from korgan.intake.parameters import storable
from korgan.reply.models import DeliveryState
from korgan.reply.placeholders import require_filled

S = DeliveryState
NEXT_STATES: dict[str, frozenset[str]] = {
    # Unknown at once after a restore: what waited when the backup was made has probably gone out since.
    S.QUEUED: frozenset({S.CLAIMED, S.UNKNOWN}),
    S.RETRY: frozenset({S.CLAIMED, S.UNKNOWN}),
    S.CLAIMED: frozenset({S.ACCEPTED, S.RETRY, S.FAILED, S.UNKNOWN}),
    S.ACCEPTED: frozenset({S.DELIVERED, S.READ}),
    S.DELIVERED: frozenset({S.READ}),
    S.READ: frozenset(),
    S.FAILED: frozenset({S.QUEUED}),
    S.UNKNOWN: frozenset({S.QUEUED, S.ACCEPTED, S.DELIVERED, S.READ}),
}
# Seconds before each further attempt; after the last the operator is told and decides.
RETRY_AFTER = (2, 5, 15, 60, 300)
CLAIM = timedelta(seconds=60)
LONGEST_REPLY = 4000


class DeliveryRefused(Exception):
    """The part is not in a state from which it may be sent again."""


class AppealIsClosed(Exception):
    """A closed appeal is answered no more: what the citizen writes next opens a new one."""


class UnknownLanguage(Exception):
    """We do not speak it."""


class NothingToSay(Exception):
    """A reply needs words."""


class TooLong(Exception):
    """A reply is longer than any channel takes."""


def require_open(appeal: Appeal) -> None:
    if appeal.state == State.CLOSED:
        raise AppealIsClosed(appeal.number)


def require_move(state: str, wanted: str) -> None:
    if wanted not in NEXT_STATES[state]:
        raise DeliveryRefused(f"{state} cannot become {wanted}")


def require_resend(state: str, is_sure: bool) -> None:
    if state == S.FAILED or (state == S.UNKNOWN and is_sure):
        return
    raise DeliveryRefused(f"{state} is not sent again" if state != S.UNKNOWN else "may have been received")


def require_text(text: str) -> str:
    said = storable(text).strip()
    if not said:
        raise NothingToSay
    if len(said) > LONGEST_REPLY:
        raise TooLong(str(len(said)))
    require_filled(said)
    return said


def retry_at(attempts: int, now: datetime, after_s: float = 0) -> datetime | None:
    """When to try again after this many attempts; None when it is time to give up."""
    if attempts > len(RETRY_AFTER):
        return None
    return now + timedelta(seconds=max(after_s, RETRY_AFTER[attempts - 1]))
