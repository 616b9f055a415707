"""What the system itself tells a citizen in a channel that has no screen of ours."""

from zoneinfo import ZoneInfo

from korgan.dispatch.models import UnitState
from korgan.intake.models import Appeal, Outcome
from korgan.triage.standing import service_names
from korgan.words import say


def receipt_words(appeal: Appeal) -> str:
    """Number, time, receiving desk; for a case of another service, that service too. Law: the talon of АППК art. 63."""
    local = appeal.registered_at.astimezone(ZoneInfo(appeal.department.timezone))
    words = say(
        appeal.language,
        "receipt",
        number=appeal.number,
        time=f"{local:%d.%m.%Y, %H:%M}",
        desk=appeal.desk.names.get(appeal.language, appeal.desk.names["ru"]),
    )
    if appeal.hand_to:
        service = service_names(appeal.hand_to)[appeal.language]
        words += "\n\n" + say(appeal.language, "receipt.hand_to", service=service)
    if appeal.lon is None:
        words += "\n\n" + say(appeal.language, "receipt.where")
    return words


def progress_words(appeal: Appeal, state: str) -> str:
    """Nothing is said of states that tell a citizen nothing."""
    told = {UnitState.SENT: "progress.sent", UnitState.SCENE: "progress.scene"}
    return say(appeal.language, told[UnitState(state)], number=appeal.number) if state in told else ""


def transfer_words(appeal: Appeal) -> str:
    """Where it went, in his language, as the law asks."""
    desk = appeal.desk.names.get(appeal.language, appeal.desk.names["ru"])
    return say(appeal.language, "transferred", number=appeal.number, desk=desk)


def closing_words(appeal: Appeal) -> str:
    if appeal.outcome in (Outcome.FALSE_CALL, Outcome.DUPLICATE):
        return ""
    return say(appeal.language, "closed", number=appeal.number)
