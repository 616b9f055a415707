"""Promise 7, with the real worker process: killed after Telegram got the bytes and before we wrote it down, it leaves
`unknown`; the next worker says so at once, sends nothing again, and the operator decides."""

from korgan.channels.tests.listening import city_with, take_in
from korgan.channels.tests.test_a_killed_worker_loses_nothing import STARTS_IN_S, worker
from korgan.handling import actions as handling
from korgan.intake.models import Appeal
from korgan.reply.actions import reply
from korgan.reply.models import Delivery
from korgan.reply.outbox import send_again
from tests.cast import NIGHT, until
from tests.telegram import AIGERIM, BotApi


def state() -> str:
    return Delivery.objects.filter(part__text="Наряд в пути").values_list("state", flat=True).get()


def test_what_nobody_knows_is_told_and_never_sent_again_blindly(fresh_database: str, telegram: BotApi) -> None:
    korgan = city_with(telegram)
    telegram.writes(AIGERIM, "На Крепостной авария")
    take_in(korgan.telegram, telegram)
    handling.take(Appeal.objects.get().pk, korgan.omarov, NIGHT)
    Delivery.objects.all().delete()
    written = reply(Appeal.objects.get().pk, "Наряд в пути", korgan.omarov, NIGHT)
    for _ in range(3):
        telegram.hangs("sendMessage")
    with worker():
        until(lambda: "Наряд в пути" in telegram.told(AIGERIM), STARTS_IN_S)
        assert state() == "claimed"
    telegram.faults["sendMessage"].clear()
    with worker():
        until(lambda: state() == "unknown", STARTS_IN_S)
        part = Delivery.objects.get(part__message=written)
        send_again(part.pk, True, korgan.omarov, NIGHT)
        until(lambda: state() == "accepted", STARTS_IN_S)
    assert telegram.told(AIGERIM).count("Наряд в пути") == 2
