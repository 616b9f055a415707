"""Promise 3 through the single door: whatever the place and whatever breaks, there is a desk and a reason."""

import pytest

from korgan import path
from korgan.intake.models import Appeal
from tests.cast import PETROPAVL, city, message

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("place", "accuracy_m", "desk", "reason"),
    [
        (PETROPAVL, 12.0, "town_desk", "inside"),
        (PETROPAVL, None, "town_desk", "inside"),
        ((69.75, 54.75), 0.0, "steppe_desk", "inside"),
        ((69.5, 54.75), None, None, "border"),
        ((69.5, 54.75), 5.0, "centre", "poor_accuracy"),
        ((69.4999, 54.75), 5_000.0, "centre", "poor_accuracy"),
        ((69.15, 54.87), 1_000_000.0, "centre", "poor_accuracy"),
        ((69.1, 54.2), 5.0, "centre", "inside"),
        ((10.0, 10.0), 5.0, "centre", "outside"),
        ((-180.0, -90.0), 5.0, "centre", "outside"),
        (None, None, "centre", "no_place"),
    ],
)
def test_every_place_has_a_desk_and_a_reason(
    place: tuple[float, float] | None, accuracy_m: float | None, desk: str | None, reason: str
) -> None:
    korgan = city()
    path.register(korgan.app, message(place=place, accuracy_m=accuracy_m))
    appeal = Appeal.objects.get()
    assert appeal.routing_reason == reason
    assert appeal.desk == getattr(korgan, desk) if desk else appeal.desk in (korgan.town_desk, korgan.steppe_desk)
    assert appeal.number.startswith("102-SKO-")


def test_a_broken_map_costs_no_message(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fall(*_: object, **__: object) -> None:
        raise RuntimeError("the map fell")

    korgan = city()
    monkeypatch.setattr("korgan.routing.queries.territory.locate", fall)
    path.register(korgan.app, message())
    appeal = Appeal.objects.get()
    assert (appeal.desk, appeal.area, appeal.routing_reason) == (korgan.centre, None, "fallback")
    assert "routing failed" in caplog.text


def test_a_broken_rule_of_routing_costs_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: object) -> None:
        raise RuntimeError("a rule fell")

    korgan = city()
    monkeypatch.setattr("korgan.routing.rules.to_the_level_above", fall)
    path.register(korgan.app, message("Жалоба на полицию: сотрудник полиции требовал взятку"))
    assert Appeal.objects.get().routing_reason == "fallback"
