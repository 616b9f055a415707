"""How staff sign in and keep their second factors: allauth's addresses for browsers, only those that are needed.
What they change is an entry in the same transaction, and a wrong code counts as a wrong password does."""

import json
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.headless.account import views as account
from allauth.headless.constants import Client
from allauth.headless.internal.restkit.response import ErrorResponse
from allauth.headless.mfa import views as mfa
from allauth.mfa.adapter import get_adapter as factor_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator

from korgan.faces.refusals import refusal
from korgan.journal.clock import now
from korgan.people import lockout
from korgan.people.actions import name_of
from korgan.people.factors import changes_written, is_first_use, recovery_code_used
from korgan.people.guessing import TryLater
from korgan.people.models import User
from korgan.people.sign_ins import password_changed


def later(until: datetime) -> HttpResponse:
    told = refusal(429, "sign_in_locked", until=until.isoformat())
    told["Retry-After"] = str(max(1, round((until - now()).total_seconds())))
    return told


class Patient:
    """Tells when to try again, instead of that one was wrong."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc,no-any-return]  # of the view
        except TryLater as shut:
            return later(shut.until)


class Guarded(Patient):
    """Counts what is wrong. `guesser` is whose code or key it should be."""

    request: HttpRequest
    input: Any

    def guesser(self) -> User:
        return self.request.user  # type: ignore[return-value]  # an AuthenticatedAPIView has a user

    def handle_input(self, given: Any) -> HttpResponse | None:
        adapter, user = get_adapter(), self.guesser()
        counted: tuple[str, str] = adapter.counted(self.request, user.username)
        lockout.attempt(*counted, now())
        refused: HttpResponse | None = super().handle_input(given) or self.again(user)  # type: ignore[misc]  # of the view
        if not self.is_wrong(refused):
            lockout.was_right(*counted)
        elif until := lockout.was_wrong(*counted, now()):
            return later(until)  # not raised: the count must stay when the view's transaction ends
        return refused

    def is_wrong(self, refused: HttpResponse | None) -> bool:
        return refused is not None

    def again(self, user: User) -> ErrorResponse | None:
        """A code of the authenticator that was used already is wrong."""
        used = getattr(self.input, "authenticator", None)
        if used is None or used.type != Authenticator.Type.TOTP or is_first_use(user, self.input.cleaned_data["code"]):
            return None
        return ErrorResponse(self.request, exception=factor_adapter().validation_error("incorrect_code"))


class OfStage(Guarded):
    """The password was right; whose it is, the pending sign-in knows."""

    stage: Any

    def guesser(self) -> User:
        user: User = self.stage.login.user
        return user

    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The code is used up together with the sign-in it opens."""
        with transaction.atomic():
            answer: HttpResponseBase = super().handle(request, *args, **kwargs)  # type: ignore[misc]  # of the view
        return answer


class Recorded(Patient):
    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if request.method == "GET" or not isinstance(user, User):
            return super().handle(request, *args, **kwargs)  # type: ignore[misc,no-any-return]  # of the view
        with changes_written(user, name_of(user)):
            answer: HttpResponseBase = super().handle(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class SessionView(account.SessionView):  # type: ignore[misc]  # allauth ships no types
    delete = method_decorator(transaction.atomic)(account.SessionView.delete)


class Login(Patient, account.LoginView):  # type: ignore[misc]
    post = method_decorator(transaction.atomic)(account.LoginView.post)


class PasskeyLogin(Patient, mfa.LoginWebAuthnView):  # type: ignore[misc]
    post = method_decorator(transaction.atomic)(mfa.LoginWebAuthnView.post)


class GiveCode(OfStage, mfa.AuthenticateView):  # type: ignore[misc]
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = self.input.authenticator
        if given.type == Authenticator.Type.RECOVERY_CODES:
            recovery_code_used(given, name_of(given.user))
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer


class GivePasskey(OfStage, mfa.AuthenticateWebAuthnView):  # type: ignore[misc]
    pass


class PasswordAgain(Patient, account.ReauthenticateView):  # type: ignore[misc]
    pass


class CodeAgain(Guarded, mfa.ReauthenticateView):  # type: ignore[misc]
    pass


class PasskeyAgain(Guarded, mfa.ReauthenticateWebAuthnView):  # type: ignore[misc]
    pass


class Totp(Recorded, mfa.ManageTOTPView):  # type: ignore[misc]
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Before there is one (404): the secret also as a picture, made here."""
        answer: HttpResponse = super().get(request, *args, **kwargs)
        if answer.status_code == 404:
            told = json.loads(answer.content)
            told["meta"]["totp_svg"] = factor_adapter().build_totp_svg(told["meta"]["totp_url"])
            answer.content = json.dumps(told)
        return answer


class Passkeys(Recorded, mfa.ManageWebAuthnView):  # type: ignore[misc]
    pass


class RecoveryCodes(Recorded, mfa.ManageRecoveryCodesView):  # type: ignore[misc]
    pass


class Password(Guarded, account.ChangePasswordView):  # type: ignore[misc]
    def is_wrong(self, refused: HttpResponse | None) -> bool:
        return refused is not None and "current_password" in self.input.errors

    @method_decorator(transaction.atomic)
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The password is new, and so is this session's key; every other sign-in has ended."""
        user, before = self.guesser(), str(request.session.session_key)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        password_changed(user, before, str(request.session.session_key), name_of(user))
        return answer


ADDRESSES: dict[str, Any] = {
    "auth/session": SessionView,
    "auth/login": Login,
    "auth/webauthn/login": PasskeyLogin,
    "auth/2fa/authenticate": GiveCode,
    "auth/webauthn/authenticate": GivePasskey,
    "auth/reauthenticate": PasswordAgain,
    "auth/2fa/reauthenticate": CodeAgain,
    "auth/webauthn/reauthenticate": PasskeyAgain,
    "account/authenticators": mfa.AuthenticatorsView,
    "account/authenticators/totp": Totp,
    "account/authenticators/webauthn": Passkeys,
    "account/authenticators/recovery-codes": RecoveryCodes,
    "account/password/change": Password,
}

urlpatterns: list[URLPattern] = [
    path(f"browser/v1/{address}", view.as_api_view(client=Client.BROWSER)) for address, view in ADDRESSES.items()
]
