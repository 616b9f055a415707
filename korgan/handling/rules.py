"""The table of allowed moves of an appeal and who may make them. An appeal is answered by whoever has taken it,
so that two operators never work on one; everything else is refused with a reason the operator can read."""

from korgan.intake.models import Appeal, Outcome, State
from korgan.people.models import User

NEXT_STATES: dict[str, frozenset[str]] = {
    State.REGISTERED: frozenset({State.TAKEN, State.CLOSED}),
    State.TAKEN: frozenset({State.REGISTERED, State.SENT, State.CLOSED}),
    State.SENT: frozenset({State.DONE}),
    State.DONE: frozenset({State.CLOSED, State.TAKEN, State.SENT}),
    State.CLOSED: frozenset(),
}


class MoveRefused(Exception):
    """The appeal cannot go from its state to the wanted one."""

    def __init__(self, number: str, state: str, wanted: str) -> None:
        super().__init__(f"{number} is {state}, it cannot become {wanted}")
        self.state, self.wanted = state, wanted


class AlreadyTaken(Exception):
    """Another operator has the appeal."""

    def __init__(self, number: str, holder: User) -> None:
        super().__init__(f"{number} is with {holder.number or holder.username}")
        self.holder = holder


class NotYours(Exception):
    """Only whoever has taken the appeal may do this."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number} is not taken by you")


class UnknownOutcome(Exception):
    """An appeal is closed with one of the known outcomes."""


def require_move(appeal: Appeal, wanted: str) -> None:
    if wanted not in NEXT_STATES[appeal.state]:
        raise MoveRefused(appeal.number, appeal.state, wanted)


def require_free(appeal: Appeal, by: User) -> None:
    require_with(appeal, by.id)


def require_with(appeal: Appeal, holder: int | None) -> None:
    """Nobody else than this one has the appeal."""
    if appeal.taken_by is not None and appeal.taken_by_id != holder:
        raise AlreadyTaken(appeal.number, appeal.taken_by)


def require_holder(appeal: Appeal, by: User) -> None:
    require_free(appeal, by)
    if appeal.taken_by_id != by.id:
        raise NotYours(appeal.number)


def require_outcome(outcome: str) -> None:
    if outcome not in Outcome.values:
        raise UnknownOutcome(outcome)
