"""Staff, the roles they hold, and where they are signed in."""

from typing import Any

from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.password_validation import validate_password
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from korgan.faces.admin.kept import AreaChoice, Kept, RowForm, areas_of, by, people_of
from korgan.faces.admin.site import scope, site
from korgan.faces.admin.words import call, said
from korgan.journal.clock import now
from korgan.people.actions import add_staff, end
from korgan.people.factors import has_second_factor, reset_factors
from korgan.people.lockout import unlock
from korgan.people.models import Role, RoleKind, User
from korgan.people.queries import areas_of_user
from korgan.people.rules import NotAllowed
from korgan.people.sign_ins import end_sign_in, set_password
from korgan.people.staffing import change_staff, grant_for, set_active
from korgan.territory.models import Area
from korgan.words import LANGUAGES

call(User, "staff")
call(Role, "roles")
call(UserSession, "sign_ins")
TONGUES = [(code, {"kk": "Қазақша", "ru": "Русский", "uk": "Українська", "en": "English"}[code]) for code in LANGUAGES]
# Letters and digits that are not taken for one another when read aloud.
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def require_all(request: HttpRequest, user: User) -> None:
    """What opens all of somebody's work is given only by who answers for all of it."""
    if not areas_of_user(user.pk) <= scope(request):
        raise NotAllowed(said("not_all_his"))


def role_words() -> list[tuple[str, Any]]:
    return [(kind, said(f"role.{kind}")) for kind in RoleKind.values]


class NewStaff(RowForm):
    language = forms.ChoiceField(choices=TONGUES, label=said("field.language"))
    password = forms.CharField(
        label=said("field.password"), widget=forms.PasswordInput(), validators=[validate_password]
    )
    role = forms.ChoiceField(choices=role_words, label=said("field.role"))
    area = AreaChoice(queryset=Area.objects.none(), label=said("field.area"))

    class Meta:
        model = User
        fields = ("username", "name", "number")


class KnownStaff(RowForm):
    language = forms.ChoiceField(choices=TONGUES, label=said("field.language"))

    class Meta:
        model = User
        fields = ("name", "number", "language")


@admin.register(User, site=site)
class StaffAdmin(Kept):
    list_display = ("username", "name", "number", "is_active", "factor", "last_login")
    search_fields = ("username", "name", "number")
    list_filter = ("is_active",)
    can_add = can_change = True
    actions = ("deactivate", "activate", "new_password", "lose_factors", "open_the_door", "sign_out")

    def his(self, rows: models.QuerySet[User], request: HttpRequest) -> models.QuerySet[User]:
        return people_of(request)

    @admin.display(description=said("second_factor"), boolean=True)
    def factor(self, row: User) -> bool:
        return has_second_factor(row)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = KnownStaff if obj else NewStaff
        form = super().get_form(request, obj, change, **kwargs)
        for name in ("username", "name", "number"):
            if name in form.base_fields:
                form.base_fields[name].widget = forms.TextInput(attrs={"class": "vTextField"})
        if not obj:
            form.base_fields["area"].queryset = areas_of(request)
        return form

    def add(self, request: HttpRequest, given: dict[str, Any], form: Any) -> User:
        with transaction.atomic():
            told = {name: given[name] for name in ("name", "number", "language")}
            made = add_staff(given["username"], given["password"], **told, by=by(request))
            grant_for(made, given["role"], given["area"], None, None, by(request))
        return made

    def change(self, request: HttpRequest, row: User, given: dict[str, Any], form: Any) -> None:
        require_all(request, row)
        change_staff(row, given["name"], given["number"], given["language"], by(request))

    def to_all(self, request: HttpRequest, rows: models.QuerySet[User], act: Any) -> None:
        def one(row: User) -> None:
            require_all(request, row)
            act(row)

        self.each(request, rows, one)

    @admin.action(description=said("act.deactivate"))
    def deactivate(self, request: HttpRequest, rows: models.QuerySet[User]) -> None:
        self.to_all(request, rows, lambda row: set_active(row, False, by(request)))

    @admin.action(description=said("act.activate"))
    def activate(self, request: HttpRequest, rows: models.QuerySet[User]) -> None:
        self.to_all(request, rows, lambda row: set_active(row, True, by(request)))

    @admin.action(description=said("act.new_password"))
    def new_password(self, request: HttpRequest, rows: models.QuerySet[User]) -> None:
        """Made here and shown once: an administrator need not think one up."""

        def renew(row: User) -> None:
            made = get_random_string(12, PASSWORD_LETTERS)
            set_password(row, made, by(request))
            self.message_user(request, f"{row.username}: {made}", messages.WARNING)

        self.to_all(request, rows, renew)

    @admin.action(description=said("act.lose_factors"))
    def lose_factors(self, request: HttpRequest, rows: models.QuerySet[User]) -> None:
        self.to_all(request, rows, lambda row: reset_factors(row, by(request)))

    @admin.action(description=said("act.open_the_door"))
    def open_the_door(self, request: HttpRequest, rows: models.QuerySet[User]) -> None:
        self.to_all(request, rows, lambda row: unlock(row, by(request)))

    @admin.action(description=said("act.sign_out"))
    def sign_out(self, request: HttpRequest, rows: models.QuerySet[User]) -> None:
        def out(row: User) -> None:
            for one in UserSession.objects.filter(user=row):
                end_sign_in(one.pk, by(request))

        self.each(request, rows, out)


class RoleForm(RowForm):
    role = forms.ChoiceField(choices=role_words, label=said("field.role"))

    class Meta:
        model = Role
        fields = ("user", "role", "area", "valid_from", "valid_to")


@admin.register(Role, site=site)
class RoleAdmin(Kept):
    form = RoleForm
    list_display = ("user", "called", "where", "valid_from", "valid_to")
    list_select_related = ("user", "area")
    search_fields = ("user__username", "user__name")
    can_add = True
    actions = ("end_now",)

    @admin.display(description=said("field.role"))
    def called(self, row: Role) -> str:
        return str(said(f"role.{row.role}"))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if "valid_from" in form.base_fields:
            form.base_fields["valid_from"].required = False
        return form

    def add(self, request: HttpRequest, given: dict[str, Any], form: Any) -> Role:
        when = given["valid_from"], given["valid_to"]
        return grant_for(given["user"], given["role"], given["area"], *when, by(request))

    @admin.action(description=said("act.end_now"))
    def end_now(self, request: HttpRequest, rows: models.QuerySet[Role]) -> None:
        self.each(request, rows, lambda row: end(row, by(request), now()))


@admin.register(UserSession, site=site)
class SignInAdmin(Kept):
    list_display = ("user", "created_at", "last_seen_at", "ip", "user_agent")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__name")
    fields = ("user", "created_at", "last_seen_at", "ip", "user_agent")
    actions = ("end_now",)

    def his(self, rows: models.QuerySet[UserSession], request: HttpRequest) -> models.QuerySet[UserSession]:
        return rows.filter(user__in=people_of(request).values("pk"))

    @admin.action(description=said("act.end_now"))
    def end_now(self, request: HttpRequest, rows: models.QuerySet[UserSession]) -> None:
        self.each(request, rows, lambda row: end_sign_in(row.pk, by(request)))
