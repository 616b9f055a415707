from functools import partial
from uuid import UUID

from korgan.dispatch import actions
from korgan.dispatch.models import Assignment
from korgan.dispatch.rules import UnitBusy
from korgan.intake.models import Appeal, State
from korgan.people.models import User
from tests.cast import NIGHT, at_once, city, taken


def test_one_sends_it_and_the_other_is_told_where_it_is(fresh_database: str) -> None:
    korgan = city()

    def send(appeal: UUID, by: User) -> Assignment:
        return actions.send(appeal, korgan.patrol.pk, by, NIGHT)

    for _ in range(5):
        his, hers = taken(korgan).pk, taken(korgan, by=korgan.bekova).pk
        results = at_once(partial(send, his, korgan.omarov), partial(send, hers, korgan.bekova))
        (sent,) = [result for result in results if isinstance(result, Assignment)]
        (busy,) = [result for result in results if isinstance(result, UnitBusy)]
        winner = Appeal.objects.get(incidents__assignments=sent)
        assert busy.number == winner.number
        loser = Appeal.objects.get(pk=hers if winner.pk == his else his)
        assert (winner.state, loser.state) == (State.SENT, State.TAKEN)
        actions.report(sent.pk, "done", sent.sent_by, NIGHT)
    assert Assignment.objects.count() == 5
