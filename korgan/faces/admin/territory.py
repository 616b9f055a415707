"""Areas with their versions and their import, desks, calendars and norms."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from korgan.bounds import LARGEST_AREAS
from korgan.faces.admin.kept import REFUSED, AreaChoice, Kept, NamesForm, RowForm, areas_of, by, words_of
from korgan.faces.admin.site import asker, scope, site
from korgan.faces.admin.words import area_word, call, desk_word, language, name_of, said
from korgan.journal import clock
from korgan.people.rules import NotAllowed
from korgan.territory.actions import DeskThere, ImportReport, add_desk, change_desk, end_area, import_areas
from korgan.territory.calendars import clear_day, clear_norm, seed_year, set_day, set_norm
from korgan.territory.clocks import DEFAULTS, Clock, Norm, Unit
from korgan.territory.geojson import Feature, read_features
from korgan.territory.models import Area, AreaKind, AreaNorm, CalendarDay, Desk, DeskKind
from korgan.territory.survey import Properties, survey
from korgan.territory.years import missing
from korgan.words import LANGUAGES

call(Area, "areas")
call(Desk, "desks")
call(CalendarDay, "calendar")
call(AreaNorm, "norms")


def choices(prefix: str, codes: Any) -> list[tuple[str, Any]]:
    return [(str(code), said(f"{prefix}.{code}")) for code in codes]


TOLD = ("report", "added", "replaced", "unchanged", "left_out", "edition")
MEGABYTES = LARGEST_AREAS // 1024**2


class ImportForm(forms.Form):
    file = forms.FileField(label="GeoJSON", help_text=said("import.largest", megabytes=MEGABYTES))
    kind = forms.ChoiceField(choices=choices("area", AreaKind.values), label=said("field.kind"))
    parent = AreaChoice(queryset=Area.objects.none(), required=False, label=said("field.parent"))
    code = forms.CharField(label=said("field.code_property"))
    name_kk = forms.CharField(required=False, label="Қазақша")
    name_ru = forms.CharField(required=False, label="Русский")
    name_uk = forms.CharField(required=False, label="Українська")
    name_en = forms.CharField(required=False, label="English")
    timezone = forms.ChoiceField(required=False, label=said("field.timezone"))
    valid_from = forms.DateField(label=said("field.valid_from"), widget=forms.DateInput(attrs={"type": "date"}))
    mend = forms.BooleanField(required=False, label=said("field.mend"))

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(*args)
        self.fields["parent"].queryset = areas_of(request)  # type: ignore[attr-defined]
        self.fields["timezone"].choices = [("", "")] + [(z, z) for z in sorted(available_timezones())]  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = clock.now().date()

    def properties(self) -> Properties:
        names = {code: given for code in LANGUAGES if (given := self.cleaned_data[f"name_{code}"])}
        return Properties(self.cleaned_data["code"], names)


@admin.register(Area, site=site)
class AreaAdmin(Kept):
    list_display = ("called", "kind_word", "code", "valid_from", "valid_to", "above")
    list_filter = ("kind",)
    search_fields = ("code", "names")
    list_select_related = ("parent",)
    fields = ("called", "kind", "code", "parent", "timezone", "valid_from", "valid_to")
    # The way to the import stands above the list.
    change_list_template = "korgan_admin/areas.html"
    actions = ("end_today",)

    def his(self, rows: models.QuerySet[Area], request: HttpRequest) -> models.QuerySet[Area]:
        return rows.filter(pk__in=scope(request)).order_by("kind", "code", "-valid_from")

    @admin.display(description=said("field.parent"))
    def above(self, row: Area) -> str:
        return area_word(row.parent)

    @admin.display(description=said("field.name"))
    def called(self, row: Area) -> str:
        return name_of(row.names)

    @admin.display(description=said("field.kind"))
    def kind_word(self, row: Area) -> str:
        return str(said(f"area.{row.kind}"))

    @admin.action(description=said("act.end_today"))
    def end_today(self, request: HttpRequest, rows: models.QuerySet[Area]) -> None:
        today = clock.now().date()
        self.each(request, rows, lambda row: end_area(f"{row.kind}:{row.code}", today, by=by(request)))

    def get_urls(self) -> list[URLPattern]:
        return [
            path("import/", site.admin_view(self.bring_in), name="areas_import"),
            path("import/may/", self.may_bring_in, name="areas_import_may"),
            *super().get_urls(),
        ]

    def may_bring_in(self, request: HttpRequest) -> HttpResponse:
        """Asked by nginx before it takes a large body from somebody."""
        return HttpResponse(status=204 if asker(request) else 403)

    def bring_in(self, request: HttpRequest) -> HttpResponse:
        """A file of areas and what became of each of them."""
        form = ImportForm(request, *((request.POST, request.FILES) if request.method == "POST" else ()))
        report: ImportReport | None = None
        if request.method == "POST" and form.is_valid():
            try:
                report = imported(request, form)
            except REFUSED as refused:
                form.add_error("file", words_of(refused))
        elif request.method == "GET" and "too_large" in request.GET:
            self.message_user(request, said("import.too_large", megabytes=MEGABYTES), messages.ERROR)
        words = {name: said(f"import.{name}") for name in TOLD}
        findings = [one.words(language()) for one in report.findings] if report else []
        told = {"form": form, "report": report, "findings": findings, "words": words, "title": said("areas.import")}
        return TemplateResponse(request, "korgan_admin/import.html", {**site.each_context(request), **told})


def imported(request: HttpRequest, form: ImportForm) -> ImportReport:
    given, properties = form.cleaned_data, form.properties()
    features = read_features(given["file"].read())
    require_his(request, features, given["kind"], given["parent"], properties)
    parent = given["parent"]
    return import_areas(
        features,
        kind=given["kind"],
        parent=f"{parent.kind}:{parent.code}" if parent else None,
        properties=properties,
        valid_from=given["valid_from"],
        by=by(request),
        timezone=given["timezone"],
        mend=given["mend"],
    )


def require_his(
    request: HttpRequest, features: list[Feature], kind: str, parent: Area | None, properties: Properties
) -> None:
    """Nobody draws beside what he answers for: neither under another's area nor over one that bears the same code."""
    if parent is None and not has_everything(request):
        raise NotAllowed(said("needs_parent"))
    codes = [one.code for one in survey(features, properties, kind=kind, mend=True).candidates]
    if Area.objects.filter(kind=kind, code__in=codes).exclude(pk__in=scope(request)).exists():
        raise NotAllowed(said("not_all_his"))


def has_everything(request: HttpRequest) -> bool:
    """A country's calendar and its widest areas are for who answers for all of it."""
    return not Area.objects.filter(parent=None, valid_to=None).exclude(pk__in=scope(request)).exists()


class NotAdded(ValueError):
    """There is one already."""


class DeskForm(NamesForm):
    kind = forms.ChoiceField(choices=choices("desk", DeskKind.values), label=said("field.kind"))

    class Meta:
        model = Desk
        fields = ("area", "kind", "lon", "lat", "is_open")


@admin.register(Desk, site=site)
class DeskAdmin(Kept):
    form = DeskForm
    list_display = ("called", "kind_word", "where", "is_open")
    list_select_related = ("area",)
    can_add = can_change = True

    @admin.display(description=said("field.name"))
    def called(self, row: Desk) -> str:
        return name_of(row.names)

    @admin.display(description=said("field.kind"))
    def kind_word(self, row: Desk) -> str:
        return str(said(f"desk.{row.kind}"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("area",) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj:
            form.base_fields["kind"].disabled = True
        return form

    def add(self, request: HttpRequest, given: dict[str, Any], form: DeskForm) -> Desk:
        told = (given["area"], given["kind"], form.names(), given["lon"], given["lat"], given["is_open"])
        try:
            return add_desk(*told, by=by(request))
        except DeskThere as there:
            key = "desk.there" if there.desk.is_open else "desk.there_closed"
            raise NotAdded(said(key, name=desk_word(there.desk))) from None

    def change(self, request: HttpRequest, row: Desk, given: dict[str, Any], form: DeskForm) -> None:
        change_desk(row, form.names(), given["lon"], given["lat"], given["is_open"], by=by(request))


class DayForm(RowForm):
    country = forms.ChoiceField(choices=[(code, code) for code in DEFAULTS], label=said("field.country"))
    name = forms.CharField(required=False, label=said("field.name"))

    class Meta:
        model = CalendarDay
        fields = ("country", "day", "is_working", "name")


@admin.register(CalendarDay, site=site)
class CalendarAdmin(Kept):
    """Everybody sees it; it is the whole country's, so only who answers for all of it changes it."""

    form = DayForm
    list_display = ("day", "country", "is_working", "name")
    list_filter = ("country", "is_working")
    date_hierarchy = "day"
    ordering = ("-day",)
    change_list_template = "korgan_admin/calendar.html"

    def his(self, rows: models.QuerySet[CalendarDay], request: HttpRequest) -> models.QuerySet[CalendarDay]:
        return rows

    def get_urls(self) -> list[URLPattern]:
        return [path("seed/", site.admin_view(self.seed), name="calendar_seed"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        told = {"missing": missing(), "warning": said("calendar.missing"), "seed_word": said("calendar.seed")}
        return super().changelist_view(request, {**(extra_context or {}), **told})

    def seed(self, request: HttpRequest) -> HttpResponse:
        """The days off of a year that has none, as the law has them."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        for country, year in missing() if request.method == "POST" else ():
            added = seed_year(country, year, by(request))
            self.message_user(request, f"{country} {year}: {said('done')} {added}")
        return HttpResponseRedirect(reverse("admin:territory_calendarday_changelist"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_view_permission(request) and has_everything(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request)

    has_delete_permission = has_change_permission

    def add(self, request: HttpRequest, given: dict[str, Any], form: Any) -> CalendarDay:
        return set_day(given["country"], given["day"], given["is_working"], given["name"], by(request))

    def change(self, request: HttpRequest, row: CalendarDay, given: dict[str, Any], form: Any) -> None:
        if (given["country"], given["day"]) != (row.country, row.day):
            clear_day(row.country, row.day, by(request))
        self.add(request, given, form)

    def take_away(self, request: HttpRequest, row: CalendarDay) -> None:
        clear_day(row.country, row.day, by(request))


class NormForm(RowForm):
    kind = forms.ChoiceField(choices=choices("clock", list(Clock)), label=said("field.kind"))
    unit = forms.ChoiceField(choices=choices("unit", list(Unit)), label=said("field.unit"))

    class Meta:
        model = AreaNorm
        fields = ("area", "kind", "amount", "unit", "near_s")


@admin.register(AreaNorm, site=site)
class NormAdmin(Kept):
    form = NormForm
    list_display = ("clock_word", "where", "amount", "unit_word", "near_s")
    list_select_related = ("area",)
    can_add = can_delete = True

    @admin.display(description=said("field.kind"))
    def clock_word(self, row: AreaNorm) -> str:
        return str(said(f"clock.{row.kind}"))

    @admin.display(description=said("field.unit"))
    def unit_word(self, row: AreaNorm) -> str:
        return str(said(f"unit.{row.unit}"))

    def add(self, request: HttpRequest, given: dict[str, Any], form: Any) -> AreaNorm:
        norm = Norm(given["amount"], given["unit"], given["near_s"])
        return set_norm(given["area"], given["kind"], norm, by(request))

    def take_away(self, request: HttpRequest, row: AreaNorm) -> None:
        clear_norm(row.area, row.kind, by(request))
