import pytest

from korgan.routing.rules import route
from korgan.territory.rules import Fallback, Located, Reason, Seat
from korgan.territory.tests.squares import EAST, FALLBACK, WEST, country

TREE = country()
DISTRICT_DESK, CENTRE = 110, 100


def routed(lon: float | None, lat: float | None, kind: str, fallback: Fallback = FALLBACK) -> Located:
    return route(lon, lat, None, kind, fallback, TREE.locate)


@pytest.mark.parametrize("kind", ["emergency", "statement", "question", "thanks"])
def test_an_appeal_goes_to_the_desk_of_its_place(kind: str) -> None:
    found = routed(0.5, 50.5, kind)
    assert (found.area, found.desk, found.reason) == (111, DISTRICT_DESK, Reason.INSIDE)


def test_a_complaint_goes_to_the_level_above_and_leaves_the_area_of_the_desk_complained_of() -> None:
    found = routed(0.5, 50.5, "complaint")
    assert (found.area, found.desk, found.reason) == (WEST, CENTRE, Reason.COMPLAINT)
    assert found.department_code == "WST"
    assert found.area not in TREE.below[11]


def test_a_complaint_without_a_place_goes_above_the_accounts_own_desk() -> None:
    own = Fallback(DISTRICT_DESK, WEST, "WST", "Asia/Almaty")
    found = routed(None, None, "complaint", own)
    assert (found.area, found.desk) == (WEST, CENTRE)


def test_a_complaint_about_the_highest_desk_still_has_an_owner() -> None:
    own = Fallback(200, EAST, "EST", "Asia/Almaty")
    assert routed(None, None, "complaint", own).desk == 200


def test_whatever_breaks_inside_the_accounts_own_desk_takes_the_appeal(caplog: pytest.LogCaptureFixture) -> None:
    def broken(lon: float | None, lat: float | None, accuracy_m: float | None, *, fallback: Fallback) -> Located:
        raise RuntimeError("the tree fell")

    found = route(0.5, 50.5, None, "emergency", FALLBACK, broken)
    assert found == Located(None, 999, 998, "OWN", "Asia/Aqtobe", Reason.FALLBACK)
    assert "RuntimeError" in caplog.text


def test_the_level_above_is_part_of_where_a_place_belongs() -> None:
    assert routed(0.5, 50.5, "emergency").above == Seat(WEST, CENTRE)
    assert routed(3.99, 50.25, "emergency").above == Seat(WEST, CENTRE)
