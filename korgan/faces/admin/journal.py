"""Who changed what here, as the journal has it; nobody edits it."""

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from korgan.faces.admin.kept import Kept, people_of
from korgan.faces.admin.site import scope, site
from korgan.faces.admin.words import call, said
from korgan.journal.models import Entry
from korgan.people.models import User

call(Entry, "journal")

OF_STAFF = ("UserAdded", "StaffChanged", "UserActivated", "UserDeactivated", "RoleGranted", "RoleEnded",
            "PasswordChanged", "FactorAdded", "FactorRemoved", "RecoveryCodeUsed", "SignedIn", "SignInEnded",
            "SignInLocked", "SignInUnlocked")  # fmt: skip
OF_AREAS = ("NormSet", "NormCleared", "DeskChanged")
OF_TEMPLATES = ("TemplateAdded", "TemplateChanged", "TemplateRetired")
OF_CHANNELS = ("AccountAdded", "AccountChanged", "AccountClosed", "AccountOpened")
OF_ALL = ("AreasImported", "CalendarDaySet", "CalendarDayCleared", "RulesPut")


@admin.register(Entry, site=site)
class JournalAdmin(Kept):
    list_display = ("at", "what", "who", "facts")
    list_filter = ("kind",)
    fields = ("seq", "at", "kind", "by", "facts")
    ordering = ("-seq",)
    list_display_links = None

    def his(self, rows: models.QuerySet[Entry], request: HttpRequest) -> models.QuerySet[Entry]:
        areas, people = list(scope(request)), list(people_of(request).values_list("pk", flat=True))
        return rows.filter(
            Q(kind__in=OF_ALL)
            | Q(kind__in=OF_STAFF, facts__user__in=people)
            | Q(kind__in=OF_AREAS, facts__area__in=areas)
            | Q(kind__in=(*OF_CHANNELS, *OF_TEMPLATES), topics__overlap=[f"area:{area}" for area in areas])
        )

    @admin.display(description=said("field.kind"))
    def what(self, row: Entry) -> str:
        return str(said(f"entry.{row.kind}"))

    @admin.display(description=said("field.by"))
    def who(self, row: Entry) -> str:
        return person(row.by)


def person(by: str) -> str:
    """The name of who did it; what the system did, its own."""
    kind, _, number = by.partition(":")
    found = User.objects.filter(pk=number).first() if kind == "staff" and number.isdecimal() else None
    return found.name if found else by
