"""A transfer leaves the former desk at once, keeps the number and starts the law's clock; a complaint about the police
never goes to the unit complained of, nor below its department."""

from functools import partial

import pytest

from korgan.handling import actions, rules
from korgan.handling.complaints import ComplaintStays, may_judge
from korgan.handling.transfer import TransferRefused, transfer
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.people.models import User
from korgan.reply.jobs import tell_transferred
from korgan.reply.tests.scenes import run
from korgan.territory import queries as territory
from tests.cast import COMPLAINT, NIGHT, City, area, at_once, city, registered, taken


def to_steppe(korgan: City, appeal: Appeal, by: User) -> str:
    return transfer(appeal.pk, korgan.steppe_desk.pk, "other_area", "", by, NIGHT).reason


@pytest.mark.django_db
def test_the_number_stays_and_both_desks_hear_of_it() -> None:
    korgan = city()
    appeal = taken(korgan)
    to_steppe(korgan, appeal, korgan.omarov)
    moved = Appeal.objects.get(pk=appeal.pk)
    assert (moved.number, moved.desk, moved.state, moved.taken_by) == (
        appeal.number, korgan.steppe_desk, "registered", None,
    )  # fmt: skip
    topics = Entry.objects.get(kind="AppealTransferred").topics
    assert {f"area:{korgan.town.pk}", f"area:{korgan.steppe.pk}"} <= set(topics)


@pytest.mark.django_db
def test_the_citizen_is_told_where_it_went_once_and_in_his_language() -> None:
    korgan = city()
    appeal = taken(korgan)
    to_steppe(korgan, appeal, korgan.omarov)
    entry = Entry.objects.get(kind="AppealTransferred")
    for _ in range(2):
        run(tell_transferred, seq=entry.seq, facts=entry.facts)
    texts = list(appeal.messages.filter(direction="out").values_list("parts__text", flat=True))
    assert len(texts) == 1
    assert "Степной отдел" in texts[0]
    assert appeal.number in texts[0]


@pytest.mark.django_db
def test_another_may_not_give_away_what_a_colleague_holds_but_a_chief_commands() -> None:
    korgan = city()
    appeal = taken(korgan)
    with pytest.raises(rules.AlreadyTaken):
        to_steppe(korgan, appeal, korgan.bekova)
    transfer(appeal.pk, korgan.steppe_desk.pk, "load", "", korgan.akhmetov, NIGHT, commands=True)
    with pytest.raises(TransferRefused):
        to_steppe(korgan, appeal, korgan.bekova)


@pytest.mark.django_db
def test_a_complaint_never_goes_to_the_unit_complained_of_nor_to_its_neighbours() -> None:
    korgan = city()
    appeal = registered(korgan, COMPLAINT)
    assert appeal.desk == korgan.centre
    for desk in (korgan.town_desk, korgan.steppe_desk):
        with pytest.raises(ComplaintStays):
            transfer(appeal.pk, desk.pk, "other_area", "", korgan.omarov, NIGHT)


@pytest.mark.parametrize(
    ("desk", "may"), [((1,), True), ((2, 1), True), ((5, 2, 1), False), ((6, 2, 1), False), ((9, 3, 1), True)]
)
def test_who_may_judge_a_complaint_about_area_five_of_department_two(desk: tuple[int, ...], may: bool) -> None:
    assert may_judge(desk, complained_of=5, department=2) is may


@pytest.mark.django_db
def test_the_laws_clock_runs_to_another_department_until_it_is_taken_there() -> None:
    korgan = city()
    other = area("department", "OTHER", None, None)
    desk = type(korgan.centre).objects.create(area=other, kind="operations_centre", names=korgan.centre.names)
    from_there = type(korgan.omarov).objects.create(username="there", name="There")
    appeal = taken(korgan)
    territory.refresh()
    transfer(appeal.pk, desk.pk, "wrong_addressee", "", korgan.omarov, NIGHT)
    moved = Appeal.objects.get(pk=appeal.pk)
    assert moved.readdress_by is not None
    actions.take(appeal.pk, from_there, NIGHT)
    assert Appeal.objects.get(pk=appeal.pk).readdress_by is None


def test_of_a_transfer_and_a_taking_at_once_one_is_told(fresh_database: str) -> None:
    korgan = city()
    for appeal in [registered(korgan) for _ in range(5)]:
        took, gave = at_once(
            partial(actions.take, appeal.pk, korgan.bekova, NIGHT), partial(to_steppe, korgan, appeal, korgan.omarov)
        )
        row = Appeal.objects.get(pk=appeal.pk)
        assert (row.desk == korgan.steppe_desk) is (gave == "other_area")
        assert isinstance(took, Appeal) or isinstance(gave, str)
