"""What may happen to appeals besides being taken, answered and closed."""

from collections.abc import Callable
from datetime import timedelta

from korgan import path
from korgan.channels.base import InboundMessage
from korgan.handling import actions as handling
from korgan.handling import escalation
from korgan.handling.follow_ups import done, follow_up
from korgan.handling.joining import join, part
from korgan.handling.notes import write_note
from korgan.handling.numbers import add_number, strike_number
from korgan.handling.splitting import split
from korgan.handling.transfer import transfer
from korgan.intake.models import Appeal
from tests.cast import NIGHT, City


def what_is_handled(korgan: City, first: Appeal, second: Appeal) -> list[Callable[[], object]]:
    omarov = korgan.omarov

    def join_and_part() -> None:
        part(join(second.pk, first.pk, omarov, NIGHT).pk, omarov, NIGHT)

    def promise() -> None:
        done(follow_up(first.pk, NIGHT + timedelta(hours=1), "узнать, как он", omarov, NIGHT).pk, omarov, NIGHT)

    def number() -> None:
        strike_number(add_number(first.pk, "kui", "1234", omarov, NIGHT).pk, omarov, NIGHT)

    def run_out() -> None:
        late = Appeal.objects.get(pk=second.pk).reply_by + timedelta(minutes=1)
        for appeal, clock in escalation.due(late):
            escalation.escalate(appeal, clock, late)
        escalation.call_chief(second.pk, omarov)
        escalation.assign(second.pk, omarov, korgan.akhmetov, NIGHT)
        handling.release(second.pk, omarov)

    return [
        lambda: write_note(first.pk, "Осторожно, собака. @015", omarov, NIGHT),
        join_and_part,
        promise,
        number,
        run_out,
        lambda: transfer(second.pk, korgan.centre.pk, "other_competence", "", omarov, NIGHT),
    ]


def split_off(korgan: City, said: InboundMessage) -> None:
    """A message of the messenger's thread that was another matter."""
    split(path.register(korgan.telegram, said, now=NIGHT).message, korgan.omarov, NIGHT)
