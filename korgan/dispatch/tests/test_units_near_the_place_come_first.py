import math

import pytest

from korgan.dispatch import actions
from korgan.dispatch.queries import RECOMMENDED, recommended
from korgan.dispatch.rules import minutes
from korgan.intake.models import Appeal
from korgan.territory.rules import metres
from tests.cast import NIGHT, PETROPAVL, City, city, registered, taken, unit


def suggested(korgan: City, appeal: Appeal) -> list[str]:
    return [one.callsign for one in recommended(appeal, {korgan.centre.pk, korgan.town_desk.pk})]


@pytest.mark.django_db
def test_the_nearest_free_unit_is_first_and_one_without_a_position_last() -> None:
    korgan = city()
    unit(korgan, "П-1", (69.40, 54.90))
    unit(korgan, "П-2", PETROPAVL)
    unit(korgan, "П-3", None)
    assert suggested(korgan, registered(korgan)) == ["П-2", "П-14", "П-1", "П-3"]


@pytest.mark.django_db
def test_busy_units_units_off_shift_and_units_of_other_desks_are_not_suggested() -> None:
    korgan = city()
    unit(korgan, "П-2", PETROPAVL, on_shift=False)
    unit(korgan, "П-4", PETROPAVL, desk=korgan.steppe_desk)
    unit(korgan, "П-5", (69.40, 54.90))
    actions.send(taken(korgan).pk, korgan.patrol.pk, korgan.omarov, NIGHT)
    assert suggested(korgan, registered(korgan)) == ["П-5"]


@pytest.mark.django_db
def test_without_a_place_free_units_are_suggested_all_the_same() -> None:
    korgan = city()
    unit(korgan, "П-2", PETROPAVL)
    assert suggested(korgan, registered(korgan, place=None)) == ["П-14", "П-2"]


@pytest.mark.django_db
def test_a_few_are_enough() -> None:
    korgan = city()
    for number in range(20):
        unit(korgan, f"М-{number}", PETROPAVL)
    assert len(suggested(korgan, registered(korgan))) == RECOMMENDED


@pytest.mark.parametrize(
    ("east", "north", "expected"),
    [(0.0, 0.0, 0.0), (0.0, 0.01, 1_113.2), (0.01, 0.0, 1_113.2 * math.cos(math.radians(54.87)))],
)
def test_distance_is_metres_on_the_ground(east: float, north: float, expected: float) -> None:
    lon, lat = PETROPAVL
    assert metres(lon, lat, lon + east, lat + north) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(("distance", "expected"), [(0.0, 1), (400.0, 1), (5_000.0, 10)])
def test_no_unit_arrives_in_no_time(distance: float, expected: int) -> None:
    assert minutes(distance) == expected
