"""A newcomer opens the citizen app in one window, the console in another, and sees the whole path work."""

import hashlib

from playwright.sync_api import expect

from korgan.evidence.tests.photos import photo
from tests.e2e.conftest import OpenConsole, OpenPhone
from tests.e2e.people import Citizen, Operator

ACCIDENT = "На Крепостной авария, есть пострадавшие"


def test_a_report_from_the_app_is_seen_at_once_answered_and_read(phone: OpenPhone, console: OpenConsole) -> None:
    operator = Operator(console("operator2"))
    expect(operator.page.get_by_test_id("queue")).to_be_visible()
    picture = photo(size=(1600, 1200))
    aigerim = Citizen(phone())
    number = aigerim.reports(ACCIDENT, picture, with_place=True)
    assert number.startswith("102-KKS-")

    # Number, precinct, urgency with its reason, point on the map, photo.
    row = operator.row(number)
    expect(row).to_contain_text("УПП-")
    operator.takes(number)
    expect(operator.page.get_by_test_id("urgency")).to_have_text("Сейчас")
    expect(operator.page.get_by_test_id("assessment")).to_contain_text("пострадавшие")
    expect(operator.page.get_by_test_id("pin")).to_be_visible()
    expect(operator.page.get_by_test_id("card")).to_contain_text("±12 м")
    operator.page.get_by_test_id("veiled").click()
    expect(operator.page.get_by_test_id("album").get_by_role("img")).to_be_visible()
    original = operator.page.get_by_test_id("album").get_by_role("link").get_attribute("href")
    got = operator.page.request.get(str(original)).body()
    assert hashlib.sha256(got).digest() == hashlib.sha256(picture).digest()

    operator.sends("П-14")
    operator.answers("Наряд едет к вам. Не трогайте пострадавших.")
    aigerim.opens_the_conversation()
    aigerim.reads("Наряд едет к вам. Не трогайте пострадавших.")
    expect(aigerim.page.get_by_test_id("progress")).to_contain_text("Направлен")
    operator.sees_delivery("read")
    for state in ("accepted", "enroute", "scene"):
        operator.crew_reports("П-14", state)
    expect(aigerim.page.get_by_test_id("progress")).to_contain_text("На месте")

    # She goes on writing in the same place, and it comes to the same operator.
    aigerim.says("Вижу патруль, спасибо")
    expect(operator.page.get_by_test_id("message").last).to_contain_text("Вижу патруль, спасибо")
    operator.crew_reports("П-14", "done")
    operator.closes("helped")
    expect(aigerim.page.get_by_role("main")).to_contain_text("Обращение закрыто")
    aigerim.page.goto("/")
    expect(aigerim.page.get_by_test_id("appeal").first).to_contain_text(number)


def test_after_closing_a_further_message_opens_a_new_appeal(phone: OpenPhone, console: OpenConsole) -> None:
    operator, aigerim = Operator(console("operator2")), Citizen(phone())
    number = aigerim.reports("Шумят соседи, третий подъезд")
    aigerim.opens_the_conversation()
    operator.takes(number)
    operator.closes("helped")
    expect(aigerim.page.get_by_role("main")).to_contain_text("Обращение закрыто")
    aigerim.says("Снова шумят")
    expect(aigerim.page.get_by_role("main")).not_to_contain_text(number)
    aigerim.reads("Снова шумят")


def test_an_appeal_for_another_service_names_it_on_the_receipt(phone: OpenPhone) -> None:
    aigerim = Citizen(phone())
    aigerim.reports("В доме сильно пахнет газом")
    expect(aigerim.page.get_by_role("main")).to_contain_text("104")


def test_another_citizen_sees_nothing_of_hers(phone: OpenPhone) -> None:
    aigerim, timur = Citizen(phone()), Citizen(phone())
    aigerim.reports("Украли велосипед из подъезда")
    timur.page.goto(aigerim.page.url.replace("/sent/", "/appeals/"))
    expect(timur.page.get_by_role("main")).to_contain_text("Этого обращения на этом телефоне нет")
    timur.page.goto("/")
    expect(timur.page.get_by_test_id("report")).to_be_visible()
    assert timur.page.get_by_test_id("appeal").count() == 0
