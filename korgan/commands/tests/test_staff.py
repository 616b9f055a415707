import pytest
from click.testing import CliRunner, Result

from korgan.commands.staff import staff
from korgan.journal.models import Entry
from korgan.people.models import Role, User
from korgan.people.queries import staff_of
from tests.cast import city

pytestmark = pytest.mark.django_db

ASKED = {
    "--name": "инспектор Абаев",
    "--number": "211",
    "--role": "inspector",
    "--area": "TOWN",
    "--password": "long-enough",
}


def add(username: str = "abaev", **changed: str) -> Result:
    asked = {**ASKED, **{f"--{name}": value for name, value in changed.items()}}
    return CliRunner().invoke(staff, ["add", username, *(word for pair in asked.items() for word in pair)])


def test_a_staff_member_is_added_with_a_role_for_an_area() -> None:
    korgan = city()
    result = add()
    assert (result.exit_code, result.output) == (0, "abaev: inspector for TOWN\n")
    user = User.objects.get(username="abaev")
    assert user.check_password("long-enough")
    assert (user.name, user.number, user.language) == ("инспектор Абаев", "211", "ru")
    role = Role.objects.get(user=user)
    assert (role.role, role.area) == ("inspector", korgan.town)
    found = staff_of(user)
    assert found is not None
    assert found.areas == {korgan.town.pk}
    entries = Entry.objects.filter(by="system:command-line").order_by("seq")
    assert [entry.kind for entry in entries] == ["UserAdded", "RoleGranted"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"area": "NOWHERE"}, "no area has the code NOWHERE"),
        ({"role": "king"}, "'king' is not one of"),
        ({"language": "tlh"}, "'tlh' is not one of"),
        ({"password": "short"}, "password"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_added(changed: dict[str, str], said: str) -> None:
    city()
    result = add(**changed)
    assert result.exit_code != 0
    assert said in result.output
    assert not User.objects.filter(username="abaev").exists()


def test_a_name_that_is_taken_is_said() -> None:
    city()
    result = add("omarov")
    assert result.exit_code == 1
    assert "omarov is taken" in result.output


def test_the_password_is_asked_for_when_it_is_not_given() -> None:
    city()
    asked = [word for pair in ASKED.items() if pair[0] != "--password" for word in pair]
    result = CliRunner().invoke(staff, ["add", "abaev", *asked], input="long-enough\nlong-enough\n")
    assert result.exit_code == 0
    assert "long-enough" not in result.output


def test_who_is_shut_out_or_lost_his_phone_is_helped_by_entry() -> None:
    city()
    for verb in ("unlock", "reset-factors"):
        assert CliRunner().invoke(staff, [verb, "omarov"]).exit_code == 0
        assert "nobody is called" in CliRunner().invoke(staff, [verb, "whoever"]).output
    assert Entry.objects.filter(kind="SignInUnlocked", by="system:command-line").exists()
