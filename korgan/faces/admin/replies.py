"""Ready answers of his areas, and those for everywhere."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from korgan.faces.admin.kept import Kept, RowForm, by, words_of
from korgan.faces.admin.site import scope, site
from korgan.faces.admin.territory import has_everything
from korgan.faces.admin.words import call, name_of, said
from korgan.journal import clock
from korgan.reply.models import Template
from korgan.reply.placeholders import PLACEHOLDERS, UnknownPlaceholder
from korgan.reply.templates import BadTemplate, Wording, add_template, change_template, checked, retire_template
from korgan.triage.rulebook import KINDS
from korgan.triage.standing import standing
from korgan.words import LANGUAGES

call(Template, "templates")
EMPTY = ("", "—")


def named(section: str) -> list[tuple[str, str]]:
    return [EMPTY, *((code, name_of(words)) for code, words in standing().names[section].items())]


class TemplateForm(RowForm):
    category = forms.ChoiceField(required=False, choices=lambda: named("category"), label=said("field.category"))
    kind = forms.ChoiceField(
        required=False, choices=[EMPTY, *((kind, said(f"appeal.{kind}")) for kind in KINDS)], label=said("field.kind")
    )
    service = forms.ChoiceField(required=False, choices=lambda: named("service"), label=said("field.service"))
    code = forms.RegexField(r"^[a-z0-9_]{1,40}$", label=said("field.code"))
    text_kk = forms.CharField(label="Қазақша", widget=forms.Textarea(attrs={"rows": 3}))
    text_ru = forms.CharField(label="Русский", widget=forms.Textarea(attrs={"rows": 3}))
    text_uk = forms.CharField(required=False, label="Українська", widget=forms.Textarea(attrs={"rows": 3}))
    text_en = forms.CharField(required=False, label="English", widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = Template
        fields = ("code", "area", "category", "kind", "service", "off_topic")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.fields[f"text_{language}"].initial = (self.instance.texts or {}).get(language)
        self.fields["text_ru"].help_text = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)

    def wording(self) -> Wording:
        given = self.cleaned_data
        texts = {language: given.get(f"text_{language}", "") for language in LANGUAGES}
        return Wording(texts, given["category"], given["kind"], given["service"], given["off_topic"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                checked(self.wording())
            except (BadTemplate, UnknownPlaceholder) as wrong:
                raise forms.ValidationError(f"{words_of(wrong)} {wrong}") from None
        return given


@admin.register(Template, site=site)
class TemplateAdmin(Kept):
    form = TemplateForm
    list_display = ("code", "where", "about", "kind_word", "to_whom", "off_topic")
    list_select_related = ("area",)
    search_fields = ("code", "texts")
    can_add = can_change = True
    actions = ("retire",)

    @admin.display(description=said("field.category"))
    def about(self, row: Template) -> str:
        return dict(named("category")).get(row.category, row.category)

    @admin.display(description=said("field.kind"))
    def kind_word(self, row: Template) -> str:
        return str(said(f"appeal.{row.kind}")) if row.kind else EMPTY[1]

    @admin.display(description=said("field.service"))
    def to_whom(self, row: Template) -> str:
        return dict(named("service")).get(row.service, row.service)

    def his(self, rows: models.QuerySet[Template], request: HttpRequest) -> models.QuerySet[Template]:
        return rows.filter(Q(area__in=scope(request)) | Q(area=None), retired_at=None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One for everywhere is changed by who answers for all of it."""
        return super().has_change_permission(request) and (
            obj is None or obj.area_id is not None or has_everything(request)
        )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        for name in ("code", "area") if obj else ():
            if name in form.base_fields:
                form.base_fields[name].disabled = True
        if not obj:
            form.base_fields["area"].required = not has_everything(request)
        return form

    def add(self, request: HttpRequest, given: dict[str, Any], form: TemplateForm) -> Template:
        return add_template(given["code"], given["area"], form.wording(), by(request))

    def change(self, request: HttpRequest, row: Template, given: dict[str, Any], form: TemplateForm) -> None:
        change_template(row.pk, form.wording(), by(request))

    @admin.action(description=said("act.retire"))
    def retire(self, request: HttpRequest, rows: models.QuerySet[Template]) -> None:
        his = [row for row in rows if self.has_change_permission(request, row)]
        self.each(request, his, lambda row: retire_template(row.pk, by(request), clock.now()))
