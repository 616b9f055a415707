"""The conformance kit, run on each registered channel; what a channel says that it cannot do is not asked of it."""

import asyncio
import logging
import traceback
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr

from korgan import path
from korgan.channels import base
from korgan.channels.actions import store
from korgan.channels.base import OutgoingPart
from korgan.channels.models import Account, Inbound
from korgan.channels.registering import work_off
from korgan.channels.registry import CHANNELS
from korgan.channels.secrets import closed
from korgan.channels.telegram import channel as telegram
from korgan.channels.tests.conformance import OUTSIDE, Outside
from korgan.commands.channel import channel as command
from korgan.intake.models import Appeal, Message, Part
from tests.cast import at_once, city

ALL = sorted(CHANNELS)
BRINGING = [kind for kind in ALL if CHANNELS[kind].can.brings_updates]
FETCHING = [kind for kind in ALL if CHANNELS[kind].can.fetches_files]
FAILURES = [base.Throttled, base.Blocked, base.Rejected, base.Unknown, base.Unreachable]


@pytest.fixture
def outside(kind: str) -> Iterator[Outside]:
    with OUTSIDE[kind]() as system:
        yield system


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram, "ANSWER_S", 0.5)


def account_at(outside: Outside, kind: str) -> Any:
    return SimpleNamespace(kind=kind, name=kind, pk=1, config=outside.config, secrets=closed(outside.secrets))


def kept_account(outside: Outside, kind: str) -> Account:
    city()
    Account.objects.filter(kind=kind).update(config=outside.config, secrets=closed(outside.secrets))
    return Account.objects.select_related("department").get(kind=kind)


def send(outside: Outside, kind: str, text: str) -> base.Sent:
    return asyncio.run(CHANNELS[kind].send(account_at(outside, kind), outside.thread, OutgoingPart("text", text)))


def fetched(outside: Outside, kind: str, file_ref: str) -> bytes:
    async def whole() -> bytes:
        chunks = CHANNELS[kind].fetch(account_at(outside, kind), file_ref)
        return b"".join([chunk async for chunk in chunks])

    return asyncio.run(whole())


def test_no_registered_channel_is_left_out() -> None:
    assert set(OUTSIDE) == set(CHANNELS)
    assert all(kind == channel.kind for kind, channel in CHANNELS.items())


@pytest.mark.django_db
@pytest.mark.parametrize("kind", BRINGING)
def test_an_update_delivered_three_times_is_one_message(outside: Outside, kind: str) -> None:
    account, update = kept_account(outside, kind), outside.says("На Крепостной авария")
    for _ in range(3):
        store(account, [CHANNELS[kind].receive(update)])
        work_off(account, path.register)
    assert Inbound.objects.count() == Message.objects.count() == Appeal.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", BRINGING)
def test_a_batch_of_ten_is_ten_messages_in_order(outside: Outside, kind: str) -> None:
    account = kept_account(outside, kind)
    updates = [outside.says(f"слово {turn}") for turn in range(10)]
    store(account, [CHANNELS[kind].receive(update) for update in updates])
    assert work_off(account, path.register) == 10
    said = Part.objects.order_by("message__version").values_list("text", flat=True)
    assert list(said) == [f"слово {turn}" for turn in range(10)]


@pytest.mark.parametrize("kind", BRINGING)
def test_four_photos_of_an_album_at_once_are_one_appeal(outside: Outside, kind: str, fresh_database: str) -> None:
    account = kept_account(outside, kind)
    found = [one for update in outside.album(4) for one in CHANNELS[kind].parse(update)]
    photos = [one for one in found if isinstance(one, base.InboundMessage)]
    assert len(photos) == 4
    results = at_once(*(lambda said=said: path.register(account, said) for said in photos))
    assert not [one for one in results if isinstance(one, Exception)]
    assert Appeal.objects.count() == Message.objects.count() == 1
    assert Part.objects.filter(kind="photo").count() == 4


@pytest.mark.parametrize("kind", ALL)
@given(text=st.text(max_size=300).map(lambda some: some * 40))
@example(text=" " * 5000 + "где вы?")
@example(text="🚨" * 5000)
def test_a_text_of_any_length_is_planned_within_the_limit_and_nothing_is_lost(kind: str, text: str) -> None:
    channel = CHANNELS[kind]
    planned = channel.plan(text)
    for part in planned:
        assert len(part.text.encode("utf-16-le", "surrogatepass")) // 2 <= channel.can.text_length
        assert part.text.strip() or not text.strip()
    assert "".join("".join(part.text for part in planned).split()) == "".join(text.split())


@pytest.mark.parametrize("kind", ALL)
def test_the_longest_text_that_it_claims_goes_out_whole(outside: Outside, kind: str) -> None:
    longest = "я" * CHANNELS[kind].can.text_length
    assert [part.text for part in CHANNELS[kind].plan(longest)] == [longest]
    send(outside, kind, longest)
    assert list(outside.arrived) == ([longest] if outside.arrived else [])


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("kind", BRINGING)
def test_each_failure_of_sending_is_told_by_its_kind(outside: Outside, kind: str, failure: type[Exception]) -> None:
    outside.fails(failure)  # type: ignore[arg-type]
    with pytest.raises(failure) as told:
        send(outside, kind, "Едем")
    assert type(told.value) is failure
    assert len(outside.arrived) == (failure is base.Unknown)


@pytest.mark.parametrize("kind", BRINGING)
def test_a_channel_that_is_not_idempotent_says_so(outside: Outside, kind: str) -> None:
    first, second = send(outside, kind, "Едем"), send(outside, kind, "Едем")
    assert CHANNELS[kind].can.idempotent_send == (len(outside.arrived) == 1)
    assert first.external_id != second.external_id


@pytest.mark.parametrize("kind", BRINGING)
def test_what_was_said_is_pulled_until_it_is_confirmed(outside: Outside, kind: str) -> None:
    channel, account = CHANNELS[kind], account_at(outside, kind)
    asyncio.run(channel.activate(account, ""))
    assert channel.is_pulled(account)
    update = channel.receive(outside.says("раз"))
    pulled = [asyncio.run(channel.pull(account, "")) for _ in range(2)]
    assert [one.updates for one in pulled] == [[update]] * 2
    second = channel.receive(outside.says("два"))
    assert asyncio.run(channel.pull(account, pulled[0].cursor)).updates == [second]


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind not in BRINGING])
def test_a_channel_that_brings_no_updates_has_none(outside: Outside, kind: str) -> None:
    channel, account = CHANNELS[kind], account_at(outside, kind)
    assert not channel.is_pulled(account)
    with pytest.raises(base.Malformed):
        channel.receive({"update_id": 1})
    assert asyncio.run(channel.pull(account, "")).updates == []


@pytest.mark.parametrize("kind", FETCHING)
def test_a_file_is_its_original_bytes(outside: Outside, kind: str) -> None:
    (said,) = CHANNELS[kind].parse(outside.album(1)[0])
    assert isinstance(said, base.InboundMessage)
    file_ref = said.parts[0].file_ref
    assert fetched(outside, kind, file_ref) == outside.original(file_ref)


@pytest.mark.parametrize("kind", FETCHING)
def test_a_file_above_its_limit_or_unknown_is_refused_for_good(outside: Outside, kind: str) -> None:
    limit = CHANNELS[kind].can.file_bytes
    assert len(fetched(outside, kind, outside.oversized(limit))) == limit
    for file_ref in (outside.oversized(limit + 1), "no such file"):
        with pytest.raises(base.Rejected):
            fetched(outside, kind, file_ref)


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind not in FETCHING])
def test_a_channel_that_fetches_nothing_refuses_for_good(outside: Outside, kind: str) -> None:
    with pytest.raises(base.Rejected):
        fetched(outside, kind, "any")


@pytest.mark.parametrize("kind", ALL)
def test_a_request_without_proof_is_forged(outside: Outside, kind: str) -> None:
    for headers in ({}, {"x-telegram-bot-api-secret-token": ""}, {"authorization": "x"}):
        with pytest.raises(base.Forged):
            CHANNELS[kind].verify(account_at(outside, kind), headers, b"{}")


@pytest.mark.parametrize("kind", ALL)
def test_secrets_are_typed_as_secrets(outside: Outside, kind: str) -> None:
    fields = CHANNELS[kind].Config.model_fields
    assert all(fields[name].annotation in (SecretStr, SecretStr | None) for name in outside.secrets)
    assert not [secret for secret in outside.secrets.values() if secret in repr(config(outside, kind))]


def config(outside: Outside, kind: str) -> Any:
    return CHANNELS[kind].Config.model_validate({**outside.config, **outside.secrets})


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ALL)
def test_no_secret_is_ever_seen(outside: Outside, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever is logged at the most talkative level, raised, shown by the commands or kept in the database."""
    caplog.set_level(logging.DEBUG)
    account = kept_account(outside, kind)
    seen = [repr(account), account.secrets, asyncio.run(CHANNELS[kind].health(account))]
    for failure in FAILURES if kind in BRINGING else []:
        outside.fails(failure)
        seen += raised(lambda: send(outside, kind, "Едем"))
    seen += raised(lambda: fetched(outside, kind, "no such file"))
    seen += raised(lambda: asyncio.run(CHANNELS[kind].pull(account_at(outside, kind), "")))
    # The outside system no longer knows us.
    wrong = {name: value[::-1] for name, value in outside.secrets.items()}
    Account.objects.filter(kind=kind).update(secrets=closed(wrong))
    account.refresh_from_db()
    seen += [asyncio.run(CHANNELS[kind].health(account))]
    seen += [CliRunner().invoke(command, [verb]).output for verb in ("list", "check")]
    everything = "\n".join([*seen, caplog.text])
    assert not [secret for secret in (*outside.secrets.values(), *wrong.values()) if secret in everything]


def raised(act: Any) -> list[str]:
    try:
        act()
    except Exception as trouble:
        return [repr(trouble), *traceback.format_exception(trouble)]
    return []


@pytest.mark.parametrize("kind", BRINGING)
def test_settings_that_cannot_be_read_let_nothing_out_and_are_told(outside: Outside, kind: str) -> None:
    """Sending and fetching are tried again, so nothing is lost while somebody corrects them."""
    outside.config = {**outside.config, "nothing_of_the_kind": 1}
    with pytest.raises(base.Misconfigured):
        send(outside, kind, "Наряд едет")
    with pytest.raises(base.Misconfigured):
        asyncio.run(CHANNELS[kind].activate(account_at(outside, kind), ""))
    assert outside.arrived == []
    assert asyncio.run(CHANNELS[kind].health(account_at(outside, kind))).startswith("bad_settings")
