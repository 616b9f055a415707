"""The rules of triage: which are in force and why, what they say of a text, and how others are put in their place."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from korgan.faces.admin.journal import person
from korgan.faces.admin.kept import Kept, by
from korgan.faces.admin.site import site
from korgan.faces.admin.territory import has_everything
from korgan.faces.admin.words import call, name_of, said
from korgan.triage.language import DEFAULT, LANGUAGES
from korgan.triage.models import RulesInForce, RulesVersion
from korgan.triage.putting import NoRules, RulesBroken, RulesChanged, checked, put_rules, take_back
from korgan.triage.rulebook import FOLDER, Rule, Rulebook, files_of, read
from korgan.triage.rules import Assessment, assess

call(RulesVersion, "rules")
LONGEST_SAMPLE = 2000
WORDS = ("rule", "urgency", "category", "patterns", "unless", "why", "verdict", "language", "off_topic", "kind", "try",
         "check", "check_well", "put", "new", "in_force", "police", "nobody", "open")  # fmt: skip


def in_force() -> int:
    """0 while none was ever put: then the program's own files are."""
    return RulesInForce.objects.values_list("version", flat=True).first() or 0


def files_of_version(number: int) -> dict[str, str]:
    found: dict[str, str] | None = RulesVersion.objects.values_list("files", flat=True).filter(pk=number).first()
    return files_of(FOLDER, []) if found is None else found


class SampleForm(forms.Form):
    sample = forms.CharField(
        required=False, max_length=LONGEST_SAMPLE, label=said("rules.sample"), widget=forms.Textarea(attrs={"rows": 3})
    )


class PutForm(SampleForm):
    name = forms.RegexField(r"^[a-z0-9_]{1,40}\.toml$", label=said("rules.file"), help_text=said("rules.name_help"))
    text = forms.CharField(
        required=False, strip=False, label=said("rules.text"), help_text=said("rules.text_help"),
        widget=forms.Textarea(attrs={"rows": 30, "cols": 120, "spellcheck": "false"}),
    )  # fmt: skip
    file = forms.FileField(required=False, label=said("rules.upload"), help_text=said("rules.upload_help"))
    expected = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("name", "text", "file", "sample", "expected")

    def clean_file(self) -> str | None:
        given = self.cleaned_data["file"]
        try:
            return given.read().decode("utf-8") if given else None
        except UnicodeDecodeError:
            raise forms.ValidationError(said("rules.not_text")) from None

    def changed(self) -> dict[str, str]:
        """The version it was made from with this one file changed; an empty one is left out."""
        given = self.cleaned_data
        text = given["file"] if given.get("file") is not None else given["text"].replace("\r\n", "\n")
        files = {**files_of_version(given["expected"]), given["name"]: text}
        return {name: text for name, text in files.items() if text.strip()}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                checked(self.changed())
            except (RulesBroken, NoRules) as refused:
                raise forms.ValidationError(mistakes(refused)) from None
        return given


def mistakes(refused: Exception) -> list[str]:
    """Each at its line, in the language of the page."""
    if isinstance(refused, RulesBroken):
        return [one.words(get_language() or DEFAULT) for one in refused.mistakes]
    if isinstance(refused, NoRules):
        return [str(said("rules.none"))]
    return [str(said("rules.changed"))]


@admin.register(RulesVersion, site=site)
class RulesAdmin(Kept):
    list_display = ("called", "counts", "at", "who")
    list_display_links = None
    ordering = ("-number",)
    change_list_template = "korgan_admin/rules.html"
    actions = ("back",)

    def his(self, rows: models.QuerySet[RulesVersion], request: HttpRequest) -> models.QuerySet[RulesVersion]:
        return rows.defer("files")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """There is a page of its own for one version."""
        return super().has_view_permission(request) and obj is None

    @admin.display(description=said("rules.version"))
    def called(self, row: RulesVersion) -> SafeString:
        return format_html('<a href="shown/?version={}">{}</a>', row.pk, row.pk)

    @admin.display(description=said("rules.in_force"), boolean=True)
    def counts(self, row: RulesVersion) -> bool:
        return row.pk == in_force()

    @admin.display(description=said("field.by"))
    def who(self, row: RulesVersion) -> str:
        return person(row.by)

    @admin.action(description=said("rules.take_back"))
    def back(self, request: HttpRequest, rows: models.QuerySet[RulesVersion]) -> None:
        require_everything(request)
        if rows.count() != 1:
            self.message_user(request, str(said("rules.only_one")), messages.ERROR)
            return
        number = rows.values_list("pk", flat=True).get()
        try:
            take_back(number, by(request), in_force())
        except (RulesBroken, NoRules, RulesChanged) as refused:
            for one in mistakes(refused):
                self.message_user(request, one, messages.ERROR)
        else:
            self.message_user(request, f"{said('rules.now')} {number}")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        told = {"may_put": has_everything(request), "words": words()}
        return super().changelist_view(request, {**(extra_context or {}), **told})

    def get_urls(self) -> list[URLPattern]:
        return [
            path("shown/", site.admin_view(self.shown), name="rules_shown"),
            path("put/", site.admin_view(self.put), name="rules_put"),
            *super().get_urls(),
        ]

    def shown(self, request: HttpRequest) -> HttpResponse:
        """One version's rules, and what they say of a text."""
        asked = request.GET.get("version", "")
        number = int(asked) if asked.isdecimal() and len(asked) < 9 else in_force()
        book = read(files_of_version(number), number)
        form = SampleForm(request.POST if request.method == "POST" else None)
        verdict = tried(form.cleaned_data["sample"], book) if form.is_valid() else None
        told = {
            "form": form, "verdict": verdict, "rules": [row(one, book) for one in book.rules], "number": number,
            "counts": number == in_force(), "title": f"{said('rules')}: {number}", "may_put": has_everything(request),
        }  # fmt: skip
        return self.answered(request, "korgan_admin/rules_shown.html", told)

    def put(self, request: HttpRequest) -> HttpResponse:
        """One file of the rules in force is changed, checked, tried, and put."""
        require_everything(request)
        number = in_force()
        files = files_of_version(number)
        name = request.GET.get("file", "")
        is_given = request.method == "POST"
        form = PutForm(
            request.POST if is_given else None,
            request.FILES if is_given else None,
            initial={"name": name, "text": files.get(name, ""), "expected": number},
        )
        told: dict[str, Any] = {"form": form, "files": sorted(files), "title": said("rules.new")}
        if request.method == "POST" and form.is_valid():
            if "put" in request.POST and self.is_put(request, form):
                return HttpResponseRedirect(reverse("admin:triage_rulesversion_changelist"))
            told["is_well"] = "check" in request.POST
            told["verdict"] = tried(form.cleaned_data["sample"], read(form.changed()))
        return self.answered(request, "korgan_admin/rules_put.html", told)

    def is_put(self, request: HttpRequest, form: PutForm) -> bool:
        try:
            made = put_rules(form.changed(), by(request), form.cleaned_data["expected"])
        except (RulesChanged, IntegrityError):
            form.add_error(None, str(said("rules.changed")))
            return False
        self.message_user(request, f"{said('rules.now')} {made.pk}")
        return True

    def answered(self, request: HttpRequest, template: str, told: dict[str, Any]) -> HttpResponse:
        return TemplateResponse(request, template, {**site.each_context(request), "words": words(), **told})


def require_everything(request: HttpRequest) -> None:
    """The rules are of the whole installation, so they are changed by who answers for all of it."""
    if not has_everything(request):
        raise PermissionDenied


def words() -> dict[str, Any]:
    return {name: said(f"rules.{name}") for name in WORDS}


def row(rule: Rule, book: Rulebook) -> dict[str, Any]:
    """A rule as an administrator reads it."""
    return {
        "code": rule.code,
        "name": name_of(rule.words),
        "urgency": urgency(rule.urgency),
        "police": rule.police,
        "nobody": rule.hand_to == "",
        "service": called("service", rule.hand_to or "", book),
        "category": called("category", rule.category, book),
        "says": [one.source for one in rule.says],
        "unless": [one.source for one in rule.unless],
    }


def urgency(code: str) -> str:
    return str(said(f"urgency.{code}")) if code else ""


def called(section: str, code: str, book: Rulebook) -> str:
    return name_of(book.names[section][code]) if code in book.names[section] else code


def tried(sample: str, book: Rulebook) -> dict[str, Any] | None:
    """What the rules say of the text and why; None for no text."""
    if not sample.strip():
        return None
    found = assess(sample, language_hint=hint(), has_photo=False, has_place=False, book=book)
    names = dict(LANGUAGE_NAMES)
    return {
        "language": names[found.language],
        "urgency": urgency(found.urgency),
        "kind": said(f"appeal.{found.kind}"),
        "off_topic": off_topic(found, book),
        "category": called("category", found.category, book),
        "reasons": [(name_of(book.reason_words.get(one.code, {}) or {DEFAULT: one.code}), one.code, one.quote)
                    for one in found.reasons],
    }  # fmt: skip


def hint() -> str:
    return get_language() or DEFAULT


def off_topic(found: Assessment, book: Rulebook) -> str:
    if not found.off_topic:
        return str(said("no"))
    return called("service", found.hand_to, book) or str(said("rules.nobody"))


LANGUAGE_NAMES = tuple(zip(LANGUAGES, ("Қазақша", "Русский", "Українська", "English"), strict=True))
