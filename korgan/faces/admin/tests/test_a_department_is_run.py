"""An administrator runs his department: every page speaks his language, every write is an action with its entry, and
what he does not answer for is not there."""

import json
from datetime import date
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client

from korgan.channels.models import Account
from korgan.faces.admin.pages import administration
from korgan.journal import clock
from korgan.journal.models import Entry
from korgan.people.models import Role, RoleKind, User
from korgan.reply.models import Template
from korgan.reply.templates import Wording, add_template
from korgan.territory import queries as territory
from korgan.territory.models import Area, AreaNorm, CalendarDay, Desk, Edition
from korgan.words import say
from tests.cast import PASSWORD, City, at_console, city, square, staff

pytestmark = pytest.mark.django_db
NAMES = {f"name_{language}": f"Name {language}" for language in ("kk", "ru", "uk", "en")}


@pytest.fixture(name="korgan")
def a_city() -> City:
    return city()


@pytest.fixture(name="chief")
def a_chief(korgan: City) -> Client:
    """Colonel Akhmetov answers for the whole department."""
    return at_console(korgan.akhmetov)


@pytest.fixture(name="of_steppe")
def chief_of_the_steppe(korgan: City) -> Client:
    return at_console(staff("steppe-chief", "002", RoleKind.CHIEF, korgan.steppe))


def page_of(model: type) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"  # type: ignore[attr-defined]


PAGES = sorted(page_of(model) for model in administration._registry)


def written(kind: str) -> Entry:
    return Entry.objects.filter(kind=kind).latest("seq")


def add(browser: Client, model: type, **given: Any) -> Any:
    answer = browser.post(f"{page_of(model)}add/", given)
    assert answer.status_code == 302, answer.context["errors"] if answer.context else answer.content[:300]
    return answer


def act(browser: Client, model: type, action: str, *rows: Any) -> Any:
    return browser.post(page_of(model), {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


@pytest.mark.parametrize("language", ["ru", "kk", "uk", "en"])
def test_every_page_opens_in_his_language(chief: Client, language: str) -> None:
    title = {"ru": "управление", "kk": "басқару", "uk": "керування", "en": "administration"}[language]
    chief.cookies["korgan_admin_language"] = language
    for page in ["/admin/", *PAGES, "/admin/territory/area/import/"]:
        answer = chief.get(page)
        assert answer.status_code == 200, page
        body = answer.content.decode()
        assert title in body, page
        assert f'lang="{language}"' in body
        assert "<script>" not in body, page
        assert " onclick=" not in body, page
        assert " style=" not in body, page
    for model in (User, Role, Desk, AreaNorm, CalendarDay, Account):
        assert chief.get(f"{page_of(model)}add/").status_code == 200


@pytest.mark.parametrize("page", ["/admin/", *PAGES])
def test_who_administers_nothing_is_refused_and_who_is_not_known_goes_to_the_door(korgan: City, page: str) -> None:
    assert at_console(korgan.omarov).get(page, follow=True).status_code == 403
    assert Client().get(page, follow=True).redirect_chain[-1][0].startswith("/console/")


def test_a_foreign_department_is_not_there(korgan: City, of_steppe: Client) -> None:
    for model, theirs in [
        (Desk, korgan.town_desk), (Area, korgan.town), (User, korgan.omarov), (Account, korgan.telegram),
        (Role, Role.objects.get(user=korgan.omarov)),
    ]:  # fmt: skip
        answer = of_steppe.get(f"{page_of(model)}{theirs.pk}/change/", follow=True)
        assert answer.redirect_chain, f"{model} of another is shown"
        assert f"/{theirs.pk}/change/" not in of_steppe.get(page_of(model)).content.decode()
    choices = of_steppe.get(f"{page_of(Role)}add/").content.decode()
    assert "TOWN" not in choices
    assert "omarov" not in choices
    refused = of_steppe.post(
        f"{page_of(Role)}add/", {"user": korgan.stranger.pk, "role": "chief", "area": korgan.department.pk}
    )
    assert refused.status_code == 200
    assert not Role.objects.filter(user=korgan.stranger, role="chief").exists()


def test_he_adds_a_staff_member_with_a_role(korgan: City, chief: Client) -> None:
    add(chief, User, username="sultanova", name="Султанова", number="033", language="kk", password="long-and-new-1",
        role="operator", area=korgan.town.pk)  # fmt: skip
    made = User.objects.get(username="sultanova")
    assert made.check_password("long-and-new-1")
    assert Role.objects.get(user=made).area == korgan.town
    assert written("UserAdded").by == written("RoleGranted").by == f"staff:{korgan.akhmetov.pk}"


def test_a_name_that_is_taken_and_a_weak_password_are_refused_in_the_form(korgan: City, chief: Client) -> None:
    given = {"username": "omarov", "name": "x", "number": "", "language": "ru", "role": "operator",
             "area": korgan.town.pk, "password": "short"}  # fmt: skip
    answer = chief.post(f"{page_of(User)}add/", given)
    assert set(answer.context["adminform"].form.errors) == {"username", "password"}


def test_a_role_is_granted_for_a_time_and_ended(korgan: City, chief: Client) -> None:
    add(chief, Role, user=korgan.stranger.pk, role="inspector", area=korgan.steppe.pk, valid_from_0="2026-12-01",
        valid_from_1="08:00", valid_to_0="2026-12-31", valid_to_1="20:00")  # fmt: skip
    made = Role.objects.get(user=korgan.stranger, role="inspector")
    assert (made.valid_from.day, made.valid_to and made.valid_to.day) == (1, 31)
    held = Role.objects.get(user=korgan.omarov)
    act(chief, Role, "end_now", held)
    held.refresh_from_db()
    assert held.valid_to is not None
    assert written("RoleEnded").facts["user"] == korgan.omarov.pk


def test_who_is_deactivated_is_out_and_a_new_password_is_shown_once(korgan: City, chief: Client) -> None:
    UserSession.objects.create(user=korgan.omarov, session_key="k", ip="10.0.0.1", user_agent="x")
    act(chief, User, "deactivate", korgan.omarov)
    korgan.omarov.refresh_from_db()
    assert not korgan.omarov.is_active
    assert written("UserDeactivated").facts == {"user": korgan.omarov.pk}
    assert not UserSession.objects.exists()
    answer = act(chief, User, "new_password", korgan.bekova)
    told = next(str(one) for one in answer.context["messages"] if str(one).startswith("bekova: "))
    korgan.bekova.refresh_from_db()
    assert korgan.bekova.check_password(told.removeprefix("bekova: "))
    assert not korgan.bekova.check_password(PASSWORD)
    assert written("PasswordChanged").facts == {"user": korgan.bekova.pk}


def test_what_opens_all_of_somebodys_work_needs_who_answers_for_all_of_it(korgan: City, of_steppe: Client) -> None:
    """Else the chief of a district would give himself the password of who commands the department."""
    Role.objects.create(user=korgan.akhmetov, role="observer", area=korgan.steppe)
    for action in ("new_password", "lose_factors", "deactivate"):
        act(of_steppe, User, action, korgan.akhmetov)
    korgan.akhmetov.refresh_from_db()
    assert korgan.akhmetov.check_password(PASSWORD)
    assert korgan.akhmetov.is_active
    assert not Entry.objects.filter(kind__in=["PasswordChanged", "UserDeactivated"]).exists()


def test_a_desk_is_changed_and_a_term_is_set_and_cleared(korgan: City, chief: Client) -> None:
    url = f"{page_of(Desk)}{korgan.town_desk.pk}/change/"
    answer = chief.post(url, {**NAMES, "lon": "69.1", "lat": "54.8", "is_open": "on"})
    assert answer.status_code == 302
    korgan.town_desk.refresh_from_db()
    assert korgan.town_desk.names["kk"] == "Name kk"
    assert written("DeskChanged").facts["desk"] == korgan.town_desk.pk
    add(chief, AreaNorm, area=korgan.town.pk, kind="answer_today", amount=90, unit="seconds", near_s=10)
    norm = AreaNorm.objects.get()
    assert written("NormSet").facts["amount"] == 90
    chief.post(f"{page_of(AreaNorm)}{norm.pk}/delete/", {"post": "yes"})
    assert not AreaNorm.objects.exists()
    assert written("NormCleared")


def test_a_page_of_one_row_leaves_the_next_as_it_was(korgan: City, chief: Client) -> None:
    """What may not be changed of a row is chosen freely for a new one."""
    template = add_template("on_the_way", korgan.town, Wording({"kk": "а", "ru": "а"}), "system:test")
    for row in (korgan.town_desk, korgan.telegram, template):
        assert chief.get(f"{page_of(type(row))}{row.pk}/change/").status_code == 200
        fields = chief.get(f"{page_of(type(row))}add/").context["adminform"].form.fields
        assert not [name for name, field in fields.items() if field.disabled], row


def test_a_desk_is_added_as_it_was_given(korgan: City, chief: Client) -> None:
    add(chief, Desk, **NAMES, area=korgan.town.pk, kind="operations_centre", lon="69.1", lat="54.8")
    assert not Desk.objects.get(area=korgan.town, kind="operations_centre").is_open


@pytest.mark.parametrize("is_open", [True, False])
def test_a_desk_that_an_area_has_from_before_it_was_drawn_anew_is_not_added_again(
    korgan: City, chief: Client, is_open: bool
) -> None:
    Desk.objects.filter(pk=korgan.town_desk.pk).update(is_open=is_open)
    today = clock.now().date()
    Area.objects.filter(pk=korgan.town.pk).update(valid_to=today)
    kept: dict[str, Any] = {"kind": "district", "code": "TOWN", "parent": korgan.department, "names": korgan.town.names}
    anew = Area.objects.create(**kept, geometry=korgan.town.geometry, valid_from=today)
    Edition.objects.update(number=F("number") + 1000)
    territory.refresh()
    given = {**NAMES, "area": anew.pk, "kind": "duty_unit", "lon": "69.1", "lat": "54.8", "is_open": "on"}
    answer = chief.post(f"{page_of(Desk)}add/", given, follow=True)
    told = " ".join(str(one) for one in answer.context["messages"])
    assert "Городской отдел" in told
    assert ("закрыта" in told) is not is_open
    assert Desk.objects.get(kind="duty_unit", area__code="TOWN").is_open is is_open


def test_the_calendar_is_changed_by_who_answers_for_all_of_it(korgan: City, chief: Client, of_steppe: Client) -> None:
    given = {"country": "KZ", "day": "2026-12-16", "name": "День независимости"}
    assert of_steppe.post(f"{page_of(CalendarDay)}add/", given).status_code == 403
    add(chief, CalendarDay, **given)
    assert CalendarDay.objects.get(day=date(2026, 12, 16)).is_working is False
    assert written("CalendarDaySet").facts["day"] == "2026-12-16"


def test_a_year_without_days_off_is_warned_of_and_one_press_adds_them(
    korgan: City, chief: Client, of_steppe: Client
) -> None:
    warning = "нет праздников"
    for page in ("/admin/", page_of(CalendarDay)):
        assert warning in chief.get(page).content.decode()
    assert of_steppe.post(f"{page_of(CalendarDay)}seed/").status_code == 403
    assert warning not in chief.post(f"{page_of(CalendarDay)}seed/", follow=True).content.decode()
    assert CalendarDay.objects.filter(country="KZ", day__month=12, day__day=16, is_working=False).count() == 2
    assert written("CalendarDaySet").by == f"staff:{korgan.akhmetov.pk}"


def test_areas_come_from_a_file_with_a_report_and_only_under_his_own(
    korgan: City, chief: Client, of_steppe: Client
) -> None:
    feature = {"type": "Feature", "properties": {"C": "P1", "N": "Участок"}, "geometry": square(69.05, 54.55, 0.1)}
    broken = {"type": "Feature", "properties": {"C": "P2"}, "geometry": None}
    content = json.dumps({"type": "FeatureCollection", "features": [feature, broken]}).encode()

    def given(parent: Area) -> dict[str, Any]:
        file = SimpleUploadedFile("a.json", content)
        return {"file": file, "kind": "precinct", "parent": parent.pk, "code": "C", "name_ru": "N",
                "valid_from": "2026-11-25"}  # fmt: skip

    assert of_steppe.post("/admin/territory/area/import/", given(korgan.town)).context["form"].errors
    answer = chief.post("/admin/territory/area/import/", given(korgan.town))
    assert answer.context["report"].added == ["P1"]
    assert answer.context["report"].refused == 1
    assert Area.objects.get(code="P1").parent == korgan.town
    assert written("AreasImported").by == f"staff:{korgan.akhmetov.pk}"
    stolen = {**given(korgan.steppe), "kind": "precinct"}
    answer = of_steppe.post("/admin/territory/area/import/", stolen)
    assert answer.context["form"].errors, "another's precinct of the same code is not drawn over"


# What the file of areas holds, and what an administrator who reads Kazakh is told of it.
BOW_TIE = {"type": "Polygon", "coordinates": [[[69.1, 54.6], [69.2, 54.7], [69.2, 54.6], [69.1, 54.7], [69.1, 54.6]]]}
TOLD = [
    ({"C": "P1", "N": "1"}, BOW_TIE, "жарамсыз: 1-нысан P1: шекарасы қате сызылған (Self-intersection[69.15 54.65])"),
    ({"C": "P1", "N": "1"}, None, "жарамсыз: 1-нысан P1: геометриясы жоқ"),
    ({"C": "P1"}, square(69.1, 54.6, 0.1), "жетіспейді: 1-нысан P1: N қасиеттерінде атау жоқ"),
    ({"C": "P1", "N": "1"}, square(70.0, 54.6, 0.1), "сыртта: 1-нысан P1: 100.0% бөлігі жоғарғы аумақтан тыс"),
]


@pytest.mark.parametrize(("properties", "geometry", "told"), TOLD)
def test_what_is_wrong_with_areas_is_told_in_his_language(
    korgan: City, chief: Client, properties: dict[str, str], geometry: Any, told: str
) -> None:
    chief.cookies["korgan_admin_language"] = "kk"
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    given = {"file": SimpleUploadedFile("a.json", content), "kind": "precinct", "parent": korgan.town.pk, "code": "C",
             "name_ru": "N", "valid_from": "2026-11-25"}  # fmt: skip
    assert told in chief.post("/admin/territory/area/import/", given).content.decode()


def test_what_is_refused_is_told_in_his_language(korgan: City, chief: Client) -> None:
    chief.cookies["korgan_admin_language"] = "kk"
    given = {"file": SimpleUploadedFile("a.json", b"{}"), "kind": "district", "parent": korgan.department.pk,
             "code": "C", "name_ru": "N", "valid_from": "2026-11-25"}  # fmt: skip
    page = chief.post("/admin/territory/area/import/", given)
    assert page.context["form"].errors["file"] == ["бұл GeoJSON FeatureCollection емес"]
    Area.objects.filter(pk=korgan.steppe.pk).update(valid_from=clock.now().date())
    told = act(chief, Area, "end_today", korgan.steppe)
    assert "сондықтан" in " ".join(str(one) for one in told.context["messages"])
    add(chief, Template, code="taken", area=korgan.town.pk, text_kk="а", text_ru="а")
    again = chief.post(
        f"{page_of(Template)}add/",
        {"code": "taken", "area": korgan.town.pk, "text_kk": "а", "text_ru": "а"},
        follow=True,
    )
    said_why = " ".join(str(one) for one in again.context["messages"])
    assert say("kk", "error.code_taken") in said_why


def test_a_ready_answer_is_written_changed_and_retired(korgan: City, chief: Client, of_steppe: Client) -> None:
    texts = {"text_kk": "Наряд жолда", "text_ru": "Наряд в пути"}
    add(chief, Template, code="on_the_way", area=korgan.town.pk, **texts)
    made = Template.objects.get(code="on_the_way")
    assert made.texts["ru"] == "Наряд в пути"
    answer = chief.post(f"{page_of(Template)}{made.pk}/change/", {**texts, "text_ru": "Наряд уже едет"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.texts["ru"] == "Наряд уже едет"
    wrong = chief.post(f"{page_of(Template)}{made.pk}/change/", {**texts, "text_ru": "{nobody_knows}"})
    assert wrong.context["adminform"].form.errors
    act(of_steppe, Template, "retire", made)
    made.refresh_from_db()
    assert made.retired_at is None
    act(chief, Template, "retire", made)
    assert {entry.kind for entry in Entry.objects.filter(kind__startswith="Template")} == {
        "TemplateAdded", "TemplateChanged", "TemplateRetired",
    }  # fmt: skip


def test_a_channel_is_paused_and_its_secret_is_never_shown(korgan: City, chief: Client) -> None:
    Account.objects.filter(pk=korgan.telegram.pk).update(secrets="sealed-secret")
    body = chief.get(f"{page_of(Account)}{korgan.telegram.pk}/change/").content.decode()
    assert "sealed-secret" not in body
    act(chief, Account, "close", korgan.telegram)
    korgan.telegram.refresh_from_db()
    assert not korgan.telegram.is_open
    assert written("AccountClosed").facts["account"] == korgan.telegram.pk
    assert korgan.telegram.secrets == "sealed-secret"


def test_nothing_is_deleted_and_the_journal_is_only_read(korgan: City, chief: Client, of_steppe: Client) -> None:
    act(chief, User, "deactivate", korgan.omarov)
    entry = written("UserDeactivated")
    for model, row in [(User, korgan.bekova), (Role, Role.objects.first()), (Desk, korgan.centre), (Entry, entry),
                       (Area, korgan.town), (Account, korgan.app)]:  # fmt: skip
        assert row is not None
        assert chief.post(f"{page_of(model)}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    page = f"{page_of(Entry)}?kind__exact=UserDeactivated"
    assert "Сотрудник отключён" in chief.get(page).content.decode()
    assert f"/{entry.pk}/" not in of_steppe.get(page_of(Entry)).content.decode()
