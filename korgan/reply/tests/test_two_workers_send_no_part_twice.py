from korgan.reply import outbox
from korgan.reply.models import DeliveryState as S
from korgan.reply.sending import send_as_the_only_one
from korgan.reply.tests.fake import Wire
from korgan.reply.tests.scenes import Clock, answered, states, written
from tests.cast import at_once, city


def test_of_workers_that_come_at_once_one_sends_and_nothing_goes_twice(wire: Wire, fresh_database: str) -> None:
    korgan = city()
    said = [answered(korgan, f"Ответ {n}", written(korgan, str(n))) for n in range(6)]
    account = outbox.account_of(said[0].pk)
    results = at_once(*(lambda: send_as_the_only_one(account, Clock()) for _ in range(4)))
    assert results == [None] * 4
    assert sorted(wire.texts) == [f"Ответ {n}" for n in range(6)]
    assert {state for one in said for state in states(one.pk)} == {S.ACCEPTED}
