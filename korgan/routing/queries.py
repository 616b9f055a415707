from korgan.routing import rules
from korgan.territory import queries as territory
from korgan.territory.rules import Fallback, Located


def route(lon: float | None, lat: float | None, accuracy_m: float | None, kind: str, fallback: Fallback) -> Located:
    """The owner of an appeal by the map in force; see rules.route."""
    return rules.route(lon, lat, accuracy_m, kind, fallback, locate=territory.locate)
