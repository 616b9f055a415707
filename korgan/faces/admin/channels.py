"""Our accounts in outside systems and how they are. A secret is given and never shown again."""

import asyncio
from typing import Any

from cryptography.fernet import InvalidToken
from django import forms
from django.contrib import admin, messages
from django.db import models, transaction
from django.http import HttpRequest
from pydantic import SecretStr, ValidationError

from korgan.channels.actions import add_account, change_account, close_account, open_account
from korgan.channels.base import SendFailed
from korgan.channels.models import Account, Fate, Inbound
from korgan.channels.queries import hook_of
from korgan.channels.registry import CHANNELS, channel_of, hint
from korgan.channels.secrets import opened
from korgan.faces.admin.kept import Kept, RowForm, by
from korgan.faces.admin.site import scope, site
from korgan.faces.admin.words import area_word, call, desk_word, name_of, said
from korgan.territory.models import Area, AreaKind, Desk

call(Account, "channels")


class NotAccepted(ValueError):
    """The outside system or the channel itself refuses these settings."""


def secrets_of(kind: str) -> set[str]:
    fields = channel_of(kind).Config.model_fields
    return {name for name, field in fields.items() if field.annotation in (SecretStr, SecretStr | None)}


class AccountForm(RowForm):
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in CHANNELS], label=said("field.kind"))
    name = forms.CharField(label=said("field.name"))
    settings = forms.JSONField(required=False, initial=dict, label=said("field.settings"))
    secret = forms.CharField(
        required=False, label=said("field.secret"), help_text=said("help.secret"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    class Meta:
        model = Account
        fields = ("kind", "name", "department", "desk")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        kind, settings = given.get("kind", ""), given.get("settings") or {}
        if not isinstance(settings, dict):
            raise forms.ValidationError(said("help.settings"))
        hidden = sorted(secrets_of(kind)) if kind in CHANNELS else []
        if set(hidden) & set(settings):
            raise forms.ValidationError(said("help.secret"))
        given["secrets"] = {hidden[0]: given["secret"]} if hidden and given.get("secret") else {}
        if not self.errors:
            require_complete(kind, settings, given["secrets"] or kept_secrets(self.instance))
        return given


def kept_secrets(account: Account) -> dict[str, str]:
    try:
        return opened(account.secrets)
    except InvalidToken:
        raise forms.ValidationError(said("settings.sealed")) from None


def require_complete(kind: str, settings: dict[str, Any], secrets: dict[str, str]) -> None:
    config = channel_of(kind).Config
    try:
        config.model_validate({**settings, **secrets})
    except ValidationError as error:
        known = ", ".join(name for name in config.model_fields if name not in secrets_of(kind)) or "—"
        raise forms.ValidationError([fault(one["type"], one["loc"], known) for one in error.errors()]) from None


def fault(what: str, where: tuple[int | str, ...], known: str) -> str:
    """Never what was given: it may be the secret."""
    key = what if what in ("missing", "extra_forbidden") else "wrong"
    return str(said(f"settings.{key}", name=".".join(map(str, where)), known=known))


def require_accepted(account: Account) -> None:
    """Ask the outside system to work with these settings."""
    try:
        asyncio.run(channel_of(account.kind).activate(account, hook_of(account)))
    except SendFailed as trouble:
        raise NotAccepted(name_of(hint(trouble.told))) from None


@admin.register(Account, site=site)
class AccountAdmin(Kept):
    form = AccountForm
    list_display = ("name", "kind", "belongs", "desk_name", "is_open", "health", "checked_at", "waits", "refused")
    list_select_related = ("department", "desk")
    can_add = can_change = True
    actions = ("ask_now", "close", "reopen")

    @admin.display(description=said("field.department"))
    def belongs(self, row: Account) -> str:
        return area_word(row.department)

    def his(self, rows: models.QuerySet[Account], request: HttpRequest) -> models.QuerySet[Account]:
        return rows.filter(department__in=scope(request))

    @admin.display(description=said("field.trouble"))
    def health(self, row: Account) -> str:
        if not row.is_open:
            return str(said("channel.closed"))
        return name_of(hint(row.trouble)) if row.trouble else str(said("channel.well"))

    @admin.display(description=said("field.desk"))
    def desk_name(self, row: Account) -> str:
        return desk_word(row.desk)

    @admin.display(description=said("channel.waits"))
    def waits(self, row: Account) -> int:
        return Inbound.objects.filter(account=row, fate=Fate.WAITING).count()

    @admin.display(description=said("channel.refused"))
    def refused(self, row: Account) -> int:
        return Inbound.objects.filter(account=row, fate=Fate.REFUSED).count()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Desk:
            kwargs["queryset"] = Desk.objects.filter(area__in=scope(request), is_open=True).select_related("area")
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.related_model is Area and field is not None:
            field.queryset = field.queryset.filter(kind=AreaKind.DEPARTMENT)
        return field

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.base_fields["settings"].initial = obj.config if obj else {}
        for name in ("kind", "department") if obj else ():
            form.base_fields[name].disabled = True
        return form

    def add(self, request: HttpRequest, given: dict[str, Any], form: Any) -> Account:
        told = (given["kind"], given["name"], given["department"], given["desk"], given["settings"] or {})
        with transaction.atomic():
            made = add_account(*told, given["secrets"], by(request))
            require_accepted(made)
        return made

    def change(self, request: HttpRequest, row: Account, given: dict[str, Any], form: Any) -> None:
        told = {"name": given["name"], "desk": given["desk"], "config": given["settings"] or {}}
        with transaction.atomic():
            made = change_account(row.pk, by(request), **told, secrets=given["secrets"] or None)
            if made.is_open and (given["secrets"] or made.config != row.config):
                require_accepted(made)

    @admin.action(description=said("act.check"))
    def ask_now(self, request: HttpRequest, rows: models.QuerySet[Account]) -> None:
        """Ask the outside systems now."""
        for row in rows:
            trouble = asyncio.run(channel_of(row.kind).health(row))
            words = name_of(hint(trouble)) if trouble else str(said("channel.well"))
            self.message_user(request, f"{row.name}: {words}", messages.WARNING if trouble else messages.SUCCESS)

    @admin.action(description=said("act.close"))
    def close(self, request: HttpRequest, rows: models.QuerySet[Account]) -> None:
        self.each(request, rows, lambda row: close_account(row.pk, by(request)))

    @admin.action(description=said("act.open"))
    def reopen(self, request: HttpRequest, rows: models.QuerySet[Account]) -> None:
        self.each(request, rows, lambda row: open_account(row.pk, by(request)))
