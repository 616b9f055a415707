"""How staff sign in. Nobody signs up by himself: an administrator adds staff, and no mail is sent to anybody."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from korgan.address import address_of, counted_address
from korgan.journal.clock import now
from korgan.people import lockout
from korgan.people.actions import name_of
from korgan.people.guessing import TryLater
from korgan.people.models import User
from korgan.people.sign_ins import end_sign_in, signed_in
from korgan.sealing import seal, unseal

UNKNOWN_ADDRESS = "::"
PURPOSE = "korgan sign-in"


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request.META) or UNKNOWN_ADDRESS

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        lockout.attempt(*self.counted(request, credentials["username"]), now())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        found: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if found:
            lockout.was_right(*self.counted(request, credentials["username"]))
        return found

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        if until := lockout.was_wrong(*self.counted(request, credentials["username"]), now()):
            raise TryLater(until)

    def counted(self, request: HttpRequest, username: str) -> tuple[str, str]:
        return lockout.account_of(username), counted_address(self.get_client_ip(request))

    def post_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse:
        """The sign-in is complete: it has its session and its place in the list."""
        answer: HttpResponse = super().post_login(request, user, **told)
        records = get_authentication_records(request, user)
        how = str(records[-1].get("type") or records[-1]["method"]) if records else "password"
        signed_in(user, str(request.session.session_key), how, name_of(user))
        lockout.forget(*self.counted(request, user.username))
        return answer

    def logout(self, request: HttpRequest) -> None:
        found = UserSession.objects.filter(session_key=request.session.session_key or "").first()
        if found and isinstance(request.user, User):
            end_sign_in(found.pk, name_of(request.user))
        super().logout(request)

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """Nobody has a mail address here; the journal tells what happened."""

    def add_message(self, *_: Any, **__: Any) -> None:
        """Screens say it in the language of the user."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    def encrypt(self, text: str) -> str:
        return seal(PURPOSE, text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(PURPOSE, encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Korgan 102"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey belongs to a name, so the name is the installation's and not what a request calls it."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        own = settings.PUBLIC_URL.partition("://")[2].partition(":")[0]
        return {"id": own or entity["id"], "name": "Korgan 102"}
