"""Who comes in, in which language, and what stands where. The door is the console's: there is one way to sign in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import translation

from korgan.faces.admin.words import said
from korgan.people.administering import ADMINISTER, administrator
from korgan.people.models import User
from korgan.people.queries import Staff
from korgan.territory.years import missing
from korgan.words import LANGUAGES

LANGUAGE_COOKIE = "korgan_admin_language"
YEAR_S = 365 * 24 * 3600
DOOR = "/console/"

Answer = Callable[[HttpRequest], HttpResponse]


def asker(request: HttpRequest) -> Staff | None:
    """Who asks, when he administers something; found once a request."""
    if not hasattr(request, "korgan_staff"):
        request.korgan_staff = found_for(request)  # type: ignore[attr-defined]  # a note for this request
    staff: Staff | None = request.korgan_staff  # type: ignore[attr-defined]
    return staff


def found_for(request: HttpRequest) -> Staff | None:
    return administrator(request.user) if isinstance(request.user, User) else None


def scope(request: HttpRequest) -> frozenset[int]:
    """The areas he answers for; nothing else exists for him here."""
    staff = asker(request)
    return staff.areas_for(ADMINISTER) if staff else frozenset()


def language_of(request: HttpRequest) -> str:
    own = getattr(request.user, "language", "")
    chosen = request.GET.get("language") or request.COOKIES.get(LANGUAGE_COOKIE) or own
    return str(chosen) if chosen in LANGUAGES else "ru"


def in_his_language(ask: Answer) -> Answer:
    """Everything below /admin/ speaks the administrator's language; a middleware."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/admin/"):
            return ask(request)
        with translation.override(language := language_of(request)):
            answered = ask(request)
        if request.GET.get("language") == language:
            answered.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_S, samesite="Lax", httponly=True)
        return answered

    return answer


class Administration(AdminSite):
    site_title = site_header = said("title")
    index_title = said("index")
    site_url = DOOR
    enable_nav_sidebar = True
    index_template = "korgan_admin/index.html"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """What somebody must look after stands first."""
        told = {"missing": missing(), "warning": said("calendar.missing")}
        return super().index(request, {**(extra_context or {}), **told})

    def has_permission(self, request: HttpRequest) -> bool:
        return asker(request) is not None

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Who is known but administers nothing is told so; who is not known goes to the one door."""
        if not request.user.is_authenticated:
            return HttpResponseRedirect(DOOR)
        return TemplateResponse(request, "korgan_admin/refused.html", self.each_context(request), status=403)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            **super().each_context(request),
            "languages": settings.LANGUAGES,
            "language": language_of(request),
            "refused": said("not_yours"),
            "import_word": said("areas.import"),
        }


site = Administration(name="admin")
