"""`korgan channel` against the Bot API server: what is added works, what does not work is not added."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from korgan.channels.models import Account, Inbound
from korgan.channels.registry import channel_of, hint
from korgan.channels.secrets import opened
from korgan.commands.channel import channel
from tests.cast import City, city, until
from tests.telegram import AIGERIM, BotApi, bot_api

pytestmark = pytest.mark.django_db
PUBLIC = "http://102.example"


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with bot_api() as server:
        yield server


@pytest.fixture
def korgan(settings: Settings) -> City:
    settings.PUBLIC_URL = PUBLIC
    found = city()
    Account.objects.all().delete()
    return found


def add(telegram: BotApi, *more: str, token: str = "") -> Result:
    asked = ["add", "telegram", "--name", "bot", "--department", "SKO", "--config", f"api_url={telegram.url}"]
    return CliRunner().invoke(channel, [*asked, "--secret", "token", *more], input=f"{token or telegram.token}\n")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(channel, arguments)


def test_a_polled_bot_is_added_and_its_old_webhook_deleted(korgan: City, telegram: BotApi) -> None:
    telegram.webhook = {"url": "http://127.0.0.1:9/", "secret_token": ""}
    added = add(telegram)
    assert (added.exit_code, added.output) == (0, "bot: telegram for SKO\n")
    account = Account.objects.get()
    assert opened(account.secrets) == {"token": telegram.token}
    assert telegram.token not in str(account.config) + account.secrets
    assert (account.desk, telegram.webhook) == (korgan.centre, {})


def test_with_webhook_telegram_is_told_where_to_bring_and_how_to_prove_itself(korgan: City, telegram: BotApi) -> None:
    assert add(telegram, "--config", "webhook=1").exit_code == 0
    account = Account.objects.get()
    assert telegram.webhook["url"] == f"{PUBLIC}/hooks/telegram/{account.pk}"
    assert telegram.allowed == ["message", "edited_message"]
    proof = {"x-telegram-bot-api-secret-token": telegram.webhook["secret_token"]}
    channel_of("telegram").verify(account, proof, b"")
    assert len(telegram.webhook["secret_token"]) > 40
    assert run("check").output == "bot: well\n"


def test_a_webhook_without_a_public_address_is_refused(korgan: City, telegram: BotApi, settings: Settings) -> None:
    settings.PUBLIC_URL = ""
    refused = add(telegram, "--config", "webhook=1")
    assert (refused.exit_code, "KORGAN_PUBLIC_URL" in refused.output) == (1, True)
    assert not Account.objects.exists()


def test_a_wrong_token_is_told_without_showing_it_and_nothing_is_kept(korgan: City, telegram: BotApi) -> None:
    refused = add(telegram, token="102:wrong-and-secret")
    assert refused.exit_code == 1
    assert refused.output == "Error: telegram does not accept it, nothing is kept: " + hint("bad_token")["en"] + "\n"
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--config", "webhook=perhaps"], "webhook: Input should be a valid boolean"),
        (["--config", "webhok=1"], "webhok: Extra inputs are not permitted"),
        (["--config", "token=102:seen"], "a secret is given by --secret and read from standard input: token"),
        (["--department", "NOWHERE"], "no department NOWHERE with an open desk"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(korgan: City, telegram: BotApi, more: list[str], told: str) -> None:
    refused = add(telegram, *more)
    assert (refused.exit_code, told in refused.output) == (1, True)
    assert len(refused.output.splitlines()) == 1
    assert telegram.token not in refused.output
    assert not Account.objects.exists()


def test_a_missing_token_is_told_with_what_is_needed(korgan: City) -> None:
    refused = run("add", "telegram", "--name", "bot", "--department", "SKO")
    assert refused.output.startswith(
        "Error: telegram needs --secret token, --config webhook=…, --config api_url=…; token"
    )


def test_a_name_is_taken_once(korgan: City, telegram: BotApi) -> None:
    add(telegram)
    assert add(telegram).output == "Error: bot is taken\n"


def test_the_app_needs_nothing(korgan: City) -> None:
    assert run("add", "app", "--name", "app", "--department", "SKO").output == "app: app for SKO\n"


def test_the_list_tells_how_each_account_is_and_what_waits(korgan: City, telegram: BotApi) -> None:
    add(telegram)
    account = Account.objects.get()
    Inbound.objects.create(account=account, external_id="1", sender="1", body="{}")
    Inbound.objects.create(account=account, external_id="2", sender="1", body="{}", fate="refused")
    assert run("list").output == "bot: telegram for SKO, well; 1 waiting, 1 refused\n"
    Account.objects.update(trouble="Unreachable: ConnectError")
    assert "Unreachable: ConnectError; 1 waiting" in run("list").output
    assert telegram.token not in run("list").output


def test_check_asks_telegram_and_fails_when_one_account_is_not_well(korgan: City, telegram: BotApi) -> None:
    add(telegram)
    assert (run("check").exit_code, run("check", "bot").output) == (0, "bot: well\n")
    telegram.webhook = {"url": "http://127.0.0.1:9/", "secret_token": ""}
    broken = run("check")
    assert (broken.exit_code, broken.output) == (1, f"bot: {hint('webhook_is_set')['en']}\n")
    assert run("check", "nobody").output == "Error: no open account nobody\n"


def test_check_tells_what_telegram_says_of_the_webhook(korgan: City, telegram: BotApi, settings: Settings) -> None:
    settings.PUBLIC_URL = "http://127.0.0.1:1"
    add(telegram, "--config", "webhook=1")
    telegram.writes(AIGERIM, "На Крепостной авария")
    until(lambda: telegram.last_error)
    assert run("check").output == "bot: The network refused: Connection refused.\n"
    telegram.pending.clear()
    assert run("check").output == "bot: well\n"
    telegram.webhook = {}
    assert run("check").output == f"bot: {hint('no_webhook')['en']}\n"


def test_an_account_is_closed_and_opened_by_its_name(korgan: City, telegram: BotApi) -> None:
    add(telegram)
    assert run("close", "bot").exit_code == 0
    assert not Account.objects.get().is_open
    assert "closed" in run("list").output
    assert run("open", "bot").exit_code == 0
    assert Account.objects.get().is_open
    assert run("close", "nobody").exit_code == 1


def test_what_was_refused_is_listed_and_tried_again(korgan: City, telegram: BotApi) -> None:
    add(telegram)
    Inbound.objects.create(
        account=Account.objects.get(), external_id="1", sender="1", body="{}", fate="refused", why="no id"
    )
    assert "no id" in run("refused", "bot").output
    assert Inbound.objects.get().fate == "refused"
    run("refused", "bot", "--again")
    assert Inbound.objects.get().fate == ""
