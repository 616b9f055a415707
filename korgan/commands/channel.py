"""`korgan channel`: our accounts in outside systems. Secrets are never given on the command line and never shown."""

import asyncio
import sys
from datetime import datetime

import click
from django.db import transaction
from pydantic import SecretStr, ValidationError

from korgan.channels.actions import add_account, close_account, open_account, try_again
from korgan.channels.base import Rejected, SendFailed
from korgan.channels.models import Account, Fate, Inbound
from korgan.channels.queries import hook_of
from korgan.channels.registry import CHANNELS, channel_of
from korgan.channels.registry import hint as told
from korgan.journal.clock import now
from korgan.territory.models import Area, AreaKind, Desk

BY = "system:command-line"


@click.group()
def channel() -> None:
    """Our accounts in outside systems."""


@channel.command()
@click.argument("kind", type=click.Choice(sorted(CHANNELS)))
@click.option("--name", required=True, help="What this account is called here.")
@click.option("--department", required=True, help="Code of the department whose number it gives without a place.")
@click.option("--config", multiple=True, metavar="NAME=VALUE", help="Settings that are no secrets.")
@click.option("--secret", multiple=True, metavar="NAME", help="A secret, read from standard input, a line each.")
def add(kind: str, name: str, department: str, config: tuple[str, ...], secret: tuple[str, ...]) -> None:
    """Open an account; the outside system must accept it. It is listened to within a second."""
    area = Area.objects.filter(kind=AreaKind.DEPARTMENT, code=department, valid_to__isnull=True).first()
    desk = Desk.objects.filter(area=area, is_open=True).order_by("kind").last() if area else None
    if area is None or desk is None:
        raise click.ClickException(f"no department {department} with an open desk")
    if Account.objects.filter(name=name).exists():
        raise click.ClickException(f"{name} is taken")
    settings = dict(one.partition("=")[::2] for one in config)
    secrets = {one: sys.stdin.readline().strip() for one in secret}
    require_complete(kind, settings, secrets)
    try:
        with transaction.atomic():
            account = add_account(kind, name, area, desk, settings, secrets, BY)
            asyncio.run(channel_of(kind).activate(account, hook_of(account)))
    except Rejected as refused:
        raise click.ClickException(f"{kind} does not accept it, nothing is kept: {told(refused.code)['en']}") from None
    except SendFailed as trouble:
        raise click.ClickException(f"{kind} does not accept it, nothing is kept: {trouble}") from None
    click.echo(f"{name}: {kind} for {department}")


def require_complete(kind: str, settings: dict[str, str], secrets: dict[str, str]) -> None:
    if open_secrets := secret_fields(kind) & set(settings):
        raise click.ClickException(f"a secret is given by --secret and read from standard input: {open_secrets.pop()}")
    try:
        channel_of(kind).Config.model_validate({**settings, **secrets})
    except ValidationError as error:
        fields = ", ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise click.ClickException(f"{kind} needs {hint(kind)}; {fields}") from None


def hint(kind: str) -> str:
    secrets = secret_fields(kind)
    fields = channel_of(kind).Config.model_fields
    return ", ".join(f"--secret {name}" if name in secrets else f"--config {name}=…" for name in fields) or "nothing"


def secret_fields(kind: str) -> set[str]:
    fields = channel_of(kind).Config.model_fields
    return {name for name, field in fields.items() if field.annotation in (SecretStr, SecretStr | None)}


@channel.command(name="list")
def listed() -> None:
    """The accounts and how they are; never their secrets."""
    for account in Account.objects.select_related("department").order_by("id"):
        state = "closed" if not account.is_open else account.trouble or "well"
        checked = f", asked {age(account.checked_at)} ago" if account.checked_at else ""
        waits = Inbound.objects.filter(account=account, fate=Fate.WAITING).count()
        refused = Inbound.objects.filter(account=account, fate=Fate.REFUSED).count()
        told = f"{account.name}: {account.kind} for {account.department.code}, {state}{checked}"
        click.echo(f"{told}; {waits} waiting, {refused} refused")


@channel.command(name="close")
@click.argument("name")
def close(name: str) -> None:
    """Take nothing in by an account and send nothing; the worker stops within seconds. `open` begins again."""
    close_account(named(name).pk, BY)
    click.echo(f"{name}: closed")


@channel.command(name="open")
@click.argument("name")
def reopen(name: str) -> None:
    """Listen to a closed account again; what the outside system has kept meanwhile comes in."""
    open_account(named(name).pk, BY)
    click.echo(f"{name}: open")


@channel.command()
@click.argument("name")
@click.option("--again", is_flag=True, help="Try to register them once more, as after a mistake of ours was mended.")
def refused(name: str, again: bool) -> None:
    """What came by an account and could not be registered: its id, when it came and why."""
    found = Inbound.objects.filter(account=named(name), fate=Fate.REFUSED).order_by("id")
    for inbound in list(found):
        click.echo(f"{inbound.pk} {inbound.received_at:%Y-%m-%d %H:%M:%S} {inbound.why}")
        if again:
            try_again(inbound.pk, BY)


def named(name: str) -> Account:
    found = Account.objects.filter(name=name).first()
    if found is None:
        raise click.ClickException(f"no account {name}; `korgan channel list` shows them")
    return found


@channel.command()
@click.argument("name", required=False)
def check(name: str | None) -> None:
    """Ask the outside systems whether our accounts are well; exit 1 when one is not."""
    accounts = Account.objects.filter(is_open=True, **({"name": name} if name else {}))
    if name and not accounts:
        raise click.ClickException(f"no open account {name}")
    troubles = {account.name: asyncio.run(channel_of(account.kind).health(account)) for account in accounts}
    for account, trouble in troubles.items():
        click.echo(f"{account}: {told(trouble)['en'] if trouble else 'well'}")
    if any(troubles.values()):
        raise SystemExit(1)


def age(at: datetime) -> str:
    return f"{(now() - at).total_seconds():.0f} s"
