from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from korgan.commands.staff import staff
from korgan.people.models import Role
from korgan.people.queries import staff_of
from tests.cast import city

pytestmark = pytest.mark.django_db


def ask(*words: str) -> Result:
    return CliRunner().invoke(staff, ["role", *words])


def test_a_role_is_granted_for_a_time_by_the_areas_own_clock() -> None:
    korgan = city()
    shift = ("--from", "2030-01-01T08:00", "--until", "2030-01-01T20:00")
    assert ask("grant", "stranger", "--role", "operator", "--area", "TOWN", *shift).exit_code == 0
    held = Role.objects.get(user=korgan.stranger, area=korgan.town)
    assert held.valid_from == datetime(2030, 1, 1, 3, tzinfo=UTC)
    assert held.valid_to == datetime(2030, 1, 1, 15, tzinfo=UTC)
    found = staff_of(korgan.stranger)
    assert found is not None
    assert not found.may("read", {korgan.town.pk}), "the shift has not begun"


def test_a_role_is_taken_away_also_before_it_begins() -> None:
    korgan = city()
    ask("grant", "stranger", "--role", "operator", "--area", "TOWN", "--from", "2030-01-01")
    result = ask("end", "stranger", "--role", "operator", "--area", "TOWN")
    assert (result.exit_code, result.output) == (0, "stranger: no more operator\n")
    assert Role.objects.get(user=korgan.stranger, area=korgan.town).valid_to is not None
    assert ask("end", "stranger", "--role", "operator", "--area", "TOWN").exit_code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("grant", "nobody", "--role", "chief", "--area", "TOWN"), "nobody signs in as nobody"),
        (("grant", "omarov", "--role", "chief", "--area", "NOWHERE"), "no area has the code NOWHERE"),
        (("grant", "omarov", "--role", "chief", "--area", "TOWN", "--until", "2020-01-01"), "end before it begins"),
        (("end", "omarov", "--role", "chief", "--area", "TOWN"), "does not hold this role"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(words: tuple[str, ...], said: str) -> None:
    city()
    before = list(Role.objects.values_list("pk", "valid_to"))
    result = ask(*words)
    assert result.exit_code == 1
    assert said in result.output
    assert list(Role.objects.values_list("pk", "valid_to")) == before
