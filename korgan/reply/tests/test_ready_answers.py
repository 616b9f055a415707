"""Ready answers: what may be saved, which fit an appeal and why, and that no placeholder goes out raw."""

from dataclasses import dataclass, field

import pytest

from korgan.dispatch import actions as dispatch
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.reply import queries
from korgan.reply.actions import reply
from korgan.reply.models import Delivery
from korgan.reply.placeholders import PLACEHOLDERS, Unfilled, UnknownPlaceholder
from korgan.reply.suggesting import Situation, suggest
from korgan.reply.templates import (
    BadTemplate,
    CodeTaken,
    Wording,
    add_template,
    change_template,
    retire_template,
)
from korgan.triage.rulebook import shipped
from korgan.triage.rules import assess, category_of
from tests.cast import BY, NIGHT, city, names, registered, taken


@dataclass
class Ready:
    code: str
    category: str = ""
    kind: str = ""
    service: str = ""
    off_topic: bool = False
    area_id: int | None = None
    texts: dict[str, str] = field(default_factory=lambda: names("…"))


THEFT = Situation("theft", "statement", "", False, (13, 7, 1), "kk")
WATER = Situation("utilities", "statement", "109", True, (13, 7, 1), "ru")

TABLE = [
    # what there is, the situation, what is offered in which order and why
    ([Ready("any"), Ready("theft", category="theft")], THEFT, [("theft", "category"), ("any", "")]),
    ([Ready("fire", service="101"), Ready("any")], THEFT, [("any", ""), ("fire", "other")]),
    ([Ready("kind", kind="statement"), Ready("cat", category="theft")], THEFT, [("cat", "category"), ("kind", "kind")]),
    ([Ready("off", off_topic=True), Ready("109", service="109")], WATER, [("109", "service"), ("off", "off_topic")]),
    ([Ready("off", off_topic=True)], THEFT, [("off", "other")]),
    ([Ready("both", category="theft", kind="tip")], THEFT, [("both", "other")]),
    ([Ready("a", area_id=1), Ready("b", area_id=13)], THEFT, [("b", ""), ("a", "")]),
    ([Ready("a", area_id=99)], THEFT, []),
    ([Ready("ru", texts={"ru": "…"}), Ready("kk", texts={"kk": "…"})], THEFT, [("kk", ""), ("ru", "")]),
]


@pytest.mark.parametrize(("ready", "situation", "offered"), TABLE)
def test_what_fits_the_assessment_comes_first_with_its_reason(
    ready: list[Ready], situation: Situation, offered: list[tuple[str, str]]
) -> None:
    assert [(one.template.code, one.reason) for one in suggest(ready, situation)] == offered


def test_of_one_code_the_nearest_areas_is_offered() -> None:
    ready = [Ready("wait"), Ready("wait", area_id=7), Ready("wait", area_id=1)]
    (offered,) = suggest(ready, THEFT)
    assert offered.template.area_id == 7


@pytest.mark.parametrize("text", ["Украли велосипед", "На Крепостной авария, есть пострадавшие", "Прорвало трубу", "?"])
def test_the_category_is_read_again_from_the_reasons(text: str) -> None:
    found = assess(text, language_hint="ru", has_photo=False, has_place=False, book=shipped())
    assert category_of([reason.code for reason in found.reasons], shipped()) == found.category


@pytest.mark.django_db
def test_an_appeal_is_offered_what_its_assessment_says() -> None:
    korgan = city()
    add_template("wait", None, Wording(names("Ждите")), BY)
    add_template("accident", korgan.department, Wording(names("Не трогайте машины"), category="road_accident"), BY)
    add_template("steppe", korgan.steppe, Wording(names("Не сюда")), BY)
    appeal = Appeal.objects.select_related("desk").get(pk=registered(korgan).pk)
    assert [(one.template.code, one.reason) for one in queries.suggested(appeal)] == [
        ("accident", "category"),
        ("wait", ""),
    ]


@pytest.mark.django_db
def test_what_is_known_stands_for_a_placeholder_and_what_is_not_is_left_to_the_operator() -> None:
    korgan = city()
    appeal = taken(korgan)
    values = queries.values(appeal, korgan.omarov)
    assert set(values) == set(PLACEHOLDERS)
    assert (values["number"], values["operator"]) == (names(appeal.number), names("014"))
    assert (values["unit"], values["eta"], values["service"]) == (None, None, None)
    dispatch.send(appeal.pk, korgan.patrol.pk, korgan.omarov, NIGHT)
    values = queries.values(appeal, korgan.omarov)
    assert (values["unit"], values["eta"]) == (names("П-14"), names("1"))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["Наряд {unit} в пути", "{eta}", "№ {number}: ждите"])
def test_no_placeholder_ever_goes_out_raw(text: str) -> None:
    korgan = city()
    with pytest.raises(Unfilled):
        reply(taken(korgan).pk, text, korgan.omarov, NIGHT)
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_braces_that_are_no_placeholder_are_the_operators_own() -> None:
    korgan = city()
    assert reply(taken(korgan).pk, "Напишите {так}", korgan.omarov, NIGHT)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["Наряд {car} в пути", "{}", "{Number}", "{number!r}", "{number.x}", "{ number }"])
def test_an_unknown_placeholder_is_refused_when_the_template_is_saved(text: str) -> None:
    with pytest.raises(UnknownPlaceholder):
        add_template("wait", None, Wording({"kk": "Күтіңіз", "ru": text}), BY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "wording", "wrong"),
    [
        ("Wait!", Wording(names("Ждите")), "code"),
        ("", Wording(names("Ждите")), "code"),
        ("wait", Wording({"ru": "Ждите"}), "texts"),
        ("wait", Wording({"kk": " ", "ru": "Ждите"}), "texts"),
        ("wait", Wording({**names("Ждите"), "de": "Warten"}), "texts"),
        ("wait", Wording(names("а" * 4001)), "texts"),
        ("wait", Wording(names("Ждите"), category="nothing"), "category"),
        ("wait", Wording(names("Ждите"), kind="nothing"), "kind"),
        ("wait", Wording(names("Ждите"), service="999"), "service"),
    ],
)
def test_a_template_is_saved_whole_or_not_at_all(code: str, wording: Wording, wrong: str) -> None:
    with pytest.raises(BadTemplate) as refused:
        add_template(code, None, wording, BY)
    assert refused.value.field == wrong


@pytest.mark.django_db
def test_a_template_is_added_changed_and_retired_each_with_its_entry() -> None:
    korgan = city()
    template = add_template("wait", korgan.town, Wording(names("Ждите")), BY)
    with pytest.raises(CodeTaken):
        add_template("wait", korgan.town, Wording(names("Ждите")), BY)
    assert change_template(template.pk, Wording(names("Ждите у дома")), BY).texts["kk"] == "Ждите у дома"
    retire_template(template.pk, BY, NIGHT)
    assert not queries.templates().exists()
    add_template("wait", korgan.town, Wording(names("Снова")), BY)
    written = Entry.objects.filter(kind__startswith="Template").order_by("seq")
    assert [entry.kind for entry in written] == ["TemplateAdded", "TemplateChanged", "TemplateRetired", "TemplateAdded"]
    assert "Ждите" not in str([entry.facts for entry in written])
