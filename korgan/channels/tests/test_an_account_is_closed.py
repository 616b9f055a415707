"""Closing an account stops what comes in and what goes out within seconds, without a restart; opening begins again."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from korgan import path
from korgan.channels import actions
from korgan.channels.models import Account, Fate, Inbound
from korgan.channels.secrets import opened
from korgan.channels.tests.listening import city_with, listening, take_in
from korgan.intake.models import Appeal, Message
from korgan.journal.models import Entry
from tests.cast import BY, city, until
from tests.telegram import AIGERIM, BotApi, bot_api
from tests.telegram.methods import Given


def is_listening(telegram: BotApi) -> bool:
    return isinstance(telegram.poller, Given) and telegram.poller.is_heard()


def test_the_poller_of_a_closed_account_stops_and_begins_again_when_it_is_opened(
    committed: str, telegram: BotApi
) -> None:
    korgan = city_with(telegram)
    with listening():
        until(lambda: is_listening(telegram))
        actions.close_account(korgan.telegram.pk, BY)
        until(lambda: not is_listening(telegram))
        telegram.writes(AIGERIM, "На Крепостной авария")
        actions.open_account(korgan.telegram.pk, BY)
        until(lambda: Message.objects.count() == 1)
    kinds = list(Entry.objects.filter(kind__startswith="Account").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["AccountClosed", "AccountOpened"]


def test_a_changed_account_is_listened_to_where_it_is_now(committed: str, telegram: BotApi) -> None:
    korgan = city_with(telegram)
    with bot_api() as other, listening():
        until(lambda: is_listening(telegram))
        actions.change_account(korgan.telegram.pk, BY, config={"api_url": other.url}, secrets={"token": other.token})
        other.writes(AIGERIM, "На Крепостной авария")
        until(lambda: Message.objects.count() == 1)
        until(lambda: not is_listening(telegram))


def test_what_came_before_it_was_closed_is_registered_all_the_same(committed: str, telegram: BotApi) -> None:
    korgan = city_with(telegram)
    Inbound.objects.create(account=korgan.telegram, external_id="1", sender="1", body="{}")
    actions.close_account(korgan.telegram.pk, BY)
    with listening():
        until(lambda: not Inbound.objects.filter(fate=Fate.WAITING).exists())


@pytest.mark.django_db
def test_closing_twice_is_one_entry() -> None:
    account = city().telegram
    for _ in range(2):
        assert not actions.close_account(account.pk, BY).is_open
    assert Entry.objects.filter(kind="AccountClosed").count() == 1


@pytest.mark.django_db
def test_what_was_refused_is_registered_when_a_human_tries_again(telegram: BotApi) -> None:
    korgan = city_with(telegram)
    telegram.writes(AIGERIM, "На Крепостной авария")

    def broken(account: Account, message: object) -> None:
        raise ZeroDivisionError

    take_in(korgan.telegram, telegram, broken)
    refused = Inbound.objects.get()
    for _ in actions.TRY_AFTER:
        actions.stumble(Inbound.objects.get(), "ZeroDivisionError", now())
    refused.refresh_from_db()
    assert (refused.fate, Appeal.objects.count()) == (Fate.REFUSED, 0)
    actions.try_again(refused.pk, BY)
    take_in(korgan.telegram, telegram, path.register)
    assert (Inbound.objects.get().fate, Appeal.objects.count()) == (Fate.REGISTERED, 1)
    assert Entry.objects.get(kind="InboundTriedAgain").facts["inbound"] == str(refused.pk)
    with pytest.raises(actions.NotRefused):
        actions.try_again(refused.pk, BY)


@pytest.mark.django_db
def test_raw_updates_are_forgotten_only_when_they_were_worked_off_long_ago() -> None:
    account, long_ago = city().telegram, now() - timedelta(days=40)
    for fate in Fate.values:
        Inbound.objects.create(account=account, external_id=f"old {fate}", sender="1", body="{}", fate=fate,
                               settled_at=None if fate == Fate.WAITING else long_ago)  # fmt: skip
    Inbound.objects.create(account=account, external_id="new", sender="1", body="{}", fate="registered",
                           settled_at=now())  # fmt: skip
    assert actions.forget_raw(now() - timedelta(days=30), BY) == 2
    assert set(Inbound.objects.values_list("external_id", flat=True)) == {"old ", "old refused", "new"}
    assert Entry.objects.get(kind="RawForgotten").facts["count"] == 2
    assert actions.forget_raw(now() - timedelta(days=30), BY) == 0


@pytest.mark.django_db
def test_secrets_of_a_changed_account_are_encrypted() -> None:
    account = actions.change_account(city().telegram.pk, BY, secrets={"token": "123456:secret"})
    assert "secret" not in account.secrets
    assert opened(account.secrets) == {"token": "123456:secret"}
