"""Work is serialised per sender: a poisonous update keeps back its sender's later ones, and nobody else's."""

from uuid import UUID

import pytest
from django.db import OperationalError, connection

from korgan import path
from korgan.channels import actions, queries
from korgan.channels.base import InboundMessage
from korgan.channels.models import Account, Fate, Inbound
from korgan.channels.registering import Register, work_off
from korgan.channels.tests.listening import city_with, take_in
from korgan.intake.models import Message, Part
from korgan.journal.models import Entry
from tests.cast import NIGHT
from tests.telegram import AIGERIM, TIMUR, BotApi


def said() -> list[str]:
    return list(Part.objects.filter(kind="text").order_by("message__version").values_list("text", flat=True))


def poisoned_by(word: str, statement: str = "select 1/0") -> Register:
    """Registering a text with the word fails in the database."""

    def register(account: Account, message: InboundMessage) -> object:
        if any(word in part.text for part in message.parts):
            with connection.cursor() as cursor:
                cursor.execute(statement)
        return path.register(account, message)

    return register


@pytest.fixture
def written(telegram: BotApi) -> BotApi:
    telegram.writes(AIGERIM, "яд")
    telegram.writes(AIGERIM, "второе")
    telegram.writes(TIMUR, "Украли велосипед")
    return telegram


def test_poison_keeps_back_only_its_sender(committed: str, written: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "TRY_AFTER", (3600,))
    korgan = city_with(written)
    assert take_in(korgan.telegram, written, poisoned_by("яд")) == 1
    assert said() == ["Украли велосипед"]
    # The next look comes before it is time to try again: her second message must not pass the first.
    assert work_off(korgan.telegram, path.register) == 0
    Inbound.objects.update(try_at=NIGHT)
    assert work_off(korgan.telegram, path.register) == 2
    assert said() == ["Украли велосипед", "яд", "второе"]


def test_after_the_last_try_poison_is_refused_counted_and_told(
    committed: str, written: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "TRY_AFTER", (0, 0))
    korgan = city_with(written)
    take_in(korgan.telegram, written, poisoned_by("яд"))
    while work_off(korgan.telegram, poisoned_by("яд")) == 0:
        pass
    refused = Inbound.objects.get(fate=Fate.REFUSED)
    assert (refused.why, refused.attempts) == ("DataError", 2)
    assert Entry.objects.get(kind="MessageRefused").facts["inbound"] == str(refused.pk)
    work_off(korgan.telegram, path.register)
    assert said() == ["Украли велосипед", "второе"]


def test_a_database_that_goes_away_counts_against_nobody(committed: str, written: BotApi) -> None:
    korgan = city_with(written)
    with pytest.raises(OperationalError):
        take_in(korgan.telegram, written, poisoned_by("яд", "select pg_terminate_backend(pg_backend_pid())"))
    connection.close()
    assert set(Inbound.objects.values_list("fate", "attempts")) == {(Fate.WAITING, 0)}
    work_off(korgan.telegram, path.register)
    assert said() == ["яд", "Украли велосипед", "второе"]


@pytest.mark.parametrize("text", ["помогите\x00", "помогите \ud83d", "‮помогите"])
def test_what_postgres_cannot_store_is_stored_raw_and_registered(committed: str, telegram: BotApi, text: str) -> None:
    korgan = city_with(telegram)
    telegram.writes(AIGERIM, text)
    assert take_in(korgan.telegram, telegram) == 1
    assert "помогите" in said()[0]
    assert Message.objects.count() == 1


def test_a_flood_of_one_sender_holds_up_nobody_and_is_not_lost(committed: str, telegram: BotApi) -> None:
    korgan = city_with(telegram)
    for number in range(120):
        telegram.writes(AIGERIM, f"флуд {number}")
    telegram.writes(TIMUR, "Украли велосипед")
    settled = take_in(korgan.telegram, telegram)
    assert said().index("Украли велосипед") == 1, "he is second, not the hundred and twenty-first"
    assert settled <= queries.OF_ONE + 1, "whoever writes now waits for so many and no more"
    while work_off(korgan.telegram, path.register):
        pass
    flood = [text for text in said() if text.startswith("флуд")]
    assert flood == [f"флуд {number}" for number in range(120)]


BROKEN = [
    {"message": {"message_id": 1, "date": 1, "chat": AIGERIM.chat, "from": AIGERIM.user, "text": 102}},
    {"message": {"message_id": 10**4000, "date": 1, "chat": AIGERIM.chat, "from": AIGERIM.user, "text": "?"}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 10**4000, "type": "private"}, "from": AIGERIM.user}},
    {"\x00\ud83d": {"x": 1}},
    {"x" * 10_000: {"x": 1}},
]


@pytest.mark.parametrize("broken", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_update_is_settled_at_once_and_the_next_one_goes_on(
    committed: str, telegram: BotApi, broken: dict[str, object]
) -> None:
    korgan = city_with(telegram)
    telegram.pending.append({"update_id": 1, **broken})
    telegram.writes(AIGERIM, "раз")
    assert take_in(korgan.telegram, telegram) == 2
    assert said() == ["раз"]
    settled = Inbound.objects.get(external_id="1")
    assert settled.fate in (Fate.IGNORED, Fate.REFUSED)
    assert settled.why


def test_a_hosts_clock_that_goes_back_turns_nothing_around(committed: str, telegram: BotApi) -> None:
    """Ids are made of the host's clock: the later of two updates may have the smaller one."""
    korgan = city_with(telegram)
    telegram.writes(AIGERIM, "раз")
    telegram.writes(AIGERIM, "два")
    take_in(korgan.telegram, telegram, poisoned_by("раз"))
    _, second = Inbound.objects.order_by("turn")
    Inbound.objects.filter(pk=second.pk).update(id=UUID(int=1))
    Inbound.objects.update(try_at=None)
    assert work_off(korgan.telegram, path.register) == 2
    assert said() == ["раз", "два"]
