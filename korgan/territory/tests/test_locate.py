import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from korgan.territory.rules import BadPlace, Located, Reason, Seat, chain, lowest_common, reach, require_place
from korgan.territory.tests.squares import EAST, FALLBACK, WEST, area, country, desk, square
from korgan.territory.tree import Tree

TREE = country()


def located(lon: float | None, lat: float | None, accuracy_m: float | None = None, tree: Tree = TREE) -> Located:
    return tree.locate(lon, lat, accuracy_m, fallback=FALLBACK)


def brief(found: Located) -> tuple[int | None, int, str]:
    return found.area, found.desk, found.reason


def test_a_point_in_a_precinct_goes_to_the_desk_of_its_district() -> None:
    assert located(0.5, 50.5) == Located(111, 110, WEST, "WST", "Asia/Almaty", Reason.INSIDE, Seat(WEST, 100))


def test_a_point_on_a_border_goes_to_the_lowest_id() -> None:
    assert brief(located(1.0, 50.25)) == (111, 110, Reason.BORDER)
    assert brief(located(2.0, 50.25)) == (12, 120, Reason.BORDER)


def test_a_neighbour_without_a_desk_takes_nothing_from_one_with_it() -> None:
    rows = [*country().areas.values(), area(2, 1, "region", square(-1, 50))]
    tree = Tree(rows, country().desks.values())
    assert brief(located(0.0, 50.5, tree=tree)) == (111, 110, Reason.BORDER)
    assert located(-0.5, 50.5, tree=tree).reason == Reason.FALLBACK


def test_a_point_between_precincts_belongs_to_the_district_around_them() -> None:
    assert brief(located(1.5, 50.75)) == (11, 110, Reason.INSIDE)


@pytest.mark.parametrize("place", [(100.0, 50.0), (0.5, 89.9), (-180.0, -90.0)])
def test_a_point_in_no_polygon_goes_to_the_accounts_own_desk_and_department(place: tuple[float, float]) -> None:
    assert located(*place) == Located(None, 999, 998, "OWN", "Asia/Aqtobe", Reason.OUTSIDE)


@pytest.mark.parametrize("place", [(None, None), (1.0, None), (None, 50.0), (math.nan, 50.0), (1.0, math.inf)])
def test_no_place_goes_to_the_accounts_own_desk(place: tuple[float | None, float | None]) -> None:
    assert brief(located(*place)) == (None, 999, Reason.NO_PLACE)


def test_a_circle_over_areas_of_one_desk_keeps_the_precinct() -> None:
    assert brief(located(0.99, 50.25, 5_000)) == (111, 110, Reason.INSIDE)


def test_a_circle_that_reaches_another_districts_desk_goes_to_the_department() -> None:
    assert brief(located(1.99, 50.25, 5_000)) == (WEST, 100, Reason.POOR_ACCURACY)


def test_a_circle_over_two_departments_stays_with_the_department_of_the_point() -> None:
    found = located(3.99, 50.25, 5_000)
    assert brief(found) == (WEST, 100, Reason.POOR_ACCURACY)
    assert brief(located(4.01, 50.25, 5_000)) == (EAST, 200, Reason.POOR_ACCURACY)


def test_a_circle_is_round_on_the_ground_not_in_degrees() -> None:
    # At 50 degrees north 5 km are 0.070 degrees of longitude but 0.045 of latitude.
    across, along = reach(50, 5_000)
    assert across / along == pytest.approx(1 / math.cos(math.radians(50)))
    assert located(2 - across * 1.02, 50.25, 5_000).reason == Reason.INSIDE
    assert located(2 - across * 0.98, 50.25, 5_000).reason == Reason.POOR_ACCURACY


def test_the_corner_of_the_circles_bounds_is_not_the_circle() -> None:
    across, along = reach(50.5, 5_000)
    tree = Tree(
        [area(1, None, "department"), area(2, 1, "district", square(0, 50)), area(3, 1, "district", square(1, 51))],
        [desk(10, 1), desk(20, 2), desk(30, 3)],
    )
    near_the_corner = (1 - across * 0.85, 51 - along * 0.85)
    assert located(*near_the_corner, 5_000, tree).reason == Reason.INSIDE
    assert located(1 - across * 0.6, 51 - along * 0.6, 5_000, tree).reason == Reason.POOR_ACCURACY


def test_a_closed_desk_leaves_its_appeals_to_the_level_above() -> None:
    tree = Tree(country().areas.values(), [desk(100, WEST, "operations_centre")])
    assert brief(located(0.5, 50.5, tree=tree)) == (111, 100, Reason.INSIDE)


def test_the_operations_centre_takes_before_a_duty_unit_of_the_same_area() -> None:
    tree = Tree(country().areas.values(), [desk(5, WEST), desk(100, WEST, "operations_centre")])
    assert located(0.5, 50.5, tree=tree).desk == 100


@pytest.mark.parametrize(
    "tree",
    [
        Tree([], []),
        Tree([area(1, None, "district", square(0, 50))], []),
        Tree([area(1, None, "district", square(0, 50))], [desk(5, 1)]),
        Tree([area(1, 2, "district", square(0, 50)), area(2, 1, "region")], []),
        Tree([area(1, 77, "precinct", square(0, 50))], [desk(5, 77)]),
    ],
    ids=["empty", "no desk", "no department", "a circle of parents", "orphan"],
)
def test_a_broken_tree_leaves_the_appeal_with_the_accounts_own_desk(tree: Tree) -> None:
    found = located(0.5, 50.5, 50, tree=tree)
    assert found.desk == 999
    assert found.reason in (Reason.FALLBACK, Reason.OUTSIDE)


def test_an_unreadable_polygon_is_left_out_and_the_others_still_count(caplog: pytest.LogCaptureFixture) -> None:
    rows = [*country().areas.values(), area(99, WEST, "district", {"type": "Polygon", "coordinates": "?"})]
    assert located(0.5, 50.5, tree=Tree(rows, country().desks.values())).desk == 110
    assert "C99 has no usable polygon" in caplog.text


def test_a_former_version_stands_for_the_one_in_force() -> None:
    rows = [*country().areas.values(), area(9, 1, "district", None, code="C11", in_force=False)]
    tree = Tree(rows, [desk(100, WEST, "operations_centre"), desk(110, 9)])
    assert brief(located(0.5, 50.5, tree=tree)) == (111, 110, Reason.INSIDE)
    assert tree.chains[9] == (11, WEST, 1)
    assert 9 in tree.below[WEST]
    assert tree.below[9] == tree.below[11] == {9, 11, 111, 112}


@given(
    st.none() | st.floats(width=64),
    st.none() | st.floats(width=64),
    st.none() | st.floats(width=64),
)
@example(0.0, 4.388899259423851e304, None)
@example(1.0, 50.5, math.nan)
@example(1.0, 50.5, math.inf)
@example(1.0, 50.5, -1e308)
def test_whatever_the_numbers_there_is_a_desk(lon: float | None, lat: float | None, accuracy: float | None) -> None:
    assert located(lon, lat, accuracy).desk in {*TREE.desks, FALLBACK.desk}


@given(st.floats(-1, 7), st.floats(49, 52), st.none() | st.floats(0, 1e8))
def test_every_point_near_the_country_has_exactly_one_desk(lon: float, lat: float, accuracy: float | None) -> None:
    found = located(lon, lat, accuracy)
    assert found.desk in {*TREE.desks, FALLBACK.desk}
    assert (found.reason == Reason.OUTSIDE) == (not (0 <= lon <= 6 and 50 <= lat <= 51))


@pytest.mark.parametrize(
    ("lon", "lat", "accuracy", "words"),
    [
        (181, 50, None, "longitude must be between -180 and 180 degrees, not 181"),
        (math.nan, 50, None, "longitude"),
        (70, -90.5, None, "latitude must be between -90 and 90 degrees, not -90.5"),
        (70, math.inf, None, "latitude"),
        (70, 50, -1, "accuracy must be zero or more metres, not -1"),
        (70, 50, math.nan, "accuracy"),
    ],
)
def test_a_place_that_is_not_on_earth_is_refused(lon: float, lat: float, accuracy: float | None, words: str) -> None:
    with pytest.raises(BadPlace, match=words):
        require_place(lon, lat, accuracy)


def test_a_place_on_earth_is_let_through() -> None:
    for lon, lat, accuracy in [(180, 90, None), (-180, -90, 0), (69.15, 54.87, 1e6)]:
        require_place(lon, lat, accuracy)


def test_ancestors_end_where_they_would_go_in_a_circle() -> None:
    assert chain(1, {1: 2, 2: 3, 3: 1}) == (1, 2, 3)
    assert lowest_common([(1, 2, 3), (4, 3), (3,)]) == 3
    assert lowest_common([(1, 2), (3, 4)]) is None
