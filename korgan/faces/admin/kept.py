"""What every page here keeps to: only what he answers for is there, every write is an action with its entry, and
nothing that was is deleted."""

from collections.abc import Iterable
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin, display
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from korgan.faces.admin.site import asker, scope
from korgan.faces.admin.words import area_word, desk_word, language, row_word, said
from korgan.people.actions import name_of
from korgan.people.models import User
from korgan.people.rules import NotAllowed
from korgan.people.staffing import EndsTooSoon
from korgan.reply.placeholders import UnknownPlaceholder
from korgan.reply.templates import BadTemplate, CodeTaken
from korgan.territory.calendars import BadNorm
from korgan.territory.models import Area, Desk
from korgan.territory.telling import Told
from korgan.words import LANGUAGES, say

# What an action refuses, and the words of those that have none of their own.
REFUSED = (ValueError, LookupError, IntegrityError, NotAllowed, CodeTaken)
WORDS: dict[type[Exception], str] = {
    CodeTaken: "error.code_taken",
    BadTemplate: "error.bad_template",
    UnknownPlaceholder: "error.unknown_placeholder",
    EndsTooSoon: "admin.ends_too_soon",
    BadNorm: "admin.bad_norm",
    IntegrityError: "admin.there_already",
}


def by(request: HttpRequest) -> str:
    staff = asker(request)
    if staff is None:
        raise PermissionDenied
    return name_of(staff.user)


def words_of(refused: Exception) -> str:
    """Why not, in the language of the page."""
    if isinstance(refused, Told):
        return refused.words(language())
    key = WORDS.get(type(refused))
    return say(language(), key) if key else str(refused)


if TYPE_CHECKING:
    RowForm = forms.ModelForm[Any]
    Choice = forms.ModelChoiceField[Any]
    Admin = ModelAdmin[Any]
else:
    # Django's own classes take no types at run time.
    RowForm = forms.ModelForm
    Choice = forms.ModelChoiceField
    Admin = ModelAdmin


class AreaChoice(Choice):
    def label_from_instance(self, obj: Any) -> str:
        return area_word(obj)


class DeskChoice(Choice):
    def label_from_instance(self, obj: Any) -> str:
        return desk_word(obj)


class NamesForm(RowForm):
    """Names are given in all four languages."""

    name_kk = forms.CharField(label="Қазақша")
    name_ru = forms.CharField(label="Русский")
    name_uk = forms.CharField(label="Українська")
    name_en = forms.CharField(label="English")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            self.fields[f"name_{code}"].initial = (getattr(self.instance, "names", None) or {}).get(code)

    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"name_{code}"] for code in LANGUAGES}


class Kept(Admin):
    """A table that is read; those that are written say what each write is."""

    list_per_page = 50
    show_full_result_count = False
    actions_on_bottom = False
    can_add = can_change = can_delete = False

    @display(description=said("field.area"), ordering="area__code")
    def where(self, row: Any) -> str:
        return area_word(row.area)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Its name is its heading: a sentence made around a name is grammatical in English only."""
        return super().changelist_view(request, {"title": self.opts.verbose_name_plural, **(extra_context or {})})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return asker(request) is not None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return asker(request) is not None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.can_add and asker(request) is not None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.can_change and asker(request) is not None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.can_delete and asker(request) is not None

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return self.his(super().get_queryset(request), request)

    def his(self, rows: models.QuerySet[Any], request: HttpRequest) -> models.QuerySet[Any]:
        return rows.filter(area__in=scope(request))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """With fields of its own: those that a form declares are else the same for every row and every request."""
        form = super().get_form(request, obj, change, **kwargs)
        form.base_fields = deepcopy(form.base_fields)
        return form

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only what he answers for may be chosen; the form refuses the rest as if it did not exist."""
        choices = {Area: areas_of, User: people_of}.get(db_field.related_model)
        if choices and request is not None:
            kwargs["queryset"] = choices(request)
        if named := {Area: AreaChoice, Desk: DeskChoice}.get(db_field.related_model):
            kwargs["form_class"] = named
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def add(self, request: HttpRequest, given: dict[str, Any], form: Any) -> Any:
        """The action that makes it; returns the row."""
        raise PermissionDenied

    def change(self, request: HttpRequest, row: Any, given: dict[str, Any], form: Any) -> Any:
        raise PermissionDenied

    def take_away(self, request: HttpRequest, row: Any) -> None:
        raise PermissionDenied

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            self.change(request, self.get_queryset(request).get(pk=obj.pk), form.cleaned_data, form)
        else:
            obj.pk = self.add(request, form.cleaned_data, form).pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing hangs on these rows that an action did not write."""

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.take_away(request, obj)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """The journal is the log."""

    log_change = log_addition  # type: ignore[assignment]

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:  # type: ignore[override]
        """The journal is the log."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except REFUSED as refused:
            self.message_user(request, f"{said('refused')} {words_of(refused)}", messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def each(self, request: HttpRequest, rows: Iterable[Any], act: Any) -> None:
        """Do it to each chosen row, and say how many there were."""
        done = 0
        for row in rows:
            try:
                act(row)
                done += 1
            except REFUSED as refused:
                self.message_user(request, f"{row_word(row)}: {said('refused')} {words_of(refused)}", messages.ERROR)
        self.message_user(request, f"{said('done')} {done}")


def areas_of(request: HttpRequest) -> models.QuerySet[Area]:
    return Area.objects.filter(pk__in=scope(request), valid_to__isnull=True).order_by("kind", "code")


def people_of(request: HttpRequest) -> models.QuerySet[User]:
    """Who holds or held a role in his areas."""
    return User.objects.filter(roles__area__in=scope(request)).distinct().order_by("username")
