"""Reads GeoJSON (RFC 7946: lon, lat in degrees WGS 84) and says what is wrong with it."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from korgan.territory.telling import Told

WGS84 = ("CRS84", "4326")


class BadGeoJSON(Told, ValueError):
    """The file as a whole cannot be read."""


class BadGeometry(Told, ValueError):
    """This feature's geometry is no area."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature as it stands in the file; `row` counts from 1."""

    row: int
    properties: Mapping[str, Any]
    geometry: Any


def read_features(text: str | bytes) -> list[Feature]:
    """The features of a FeatureCollection; raises BadGeoJSON."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as trouble:
        raise BadGeoJSON("not_json", why=_one_line(trouble)) from None
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise BadGeoJSON("not_collection")
    _require_wgs84(content.get("crs"))
    features = content.get("features")
    if not isinstance(features, list) or not features:
        raise BadGeoJSON("no_features")
    return [_feature(row, feature) for row, feature in enumerate(features, 1)]


def polygon(geometry: Any) -> Polygon | MultiPolygon:
    """A Polygon or MultiPolygon of finite lon, lat, valid or not; raises BadGeometry."""
    if not isinstance(geometry, dict):
        raise BadGeometry("no_geometry")
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise BadGeometry("not_polygon", type=_one_line(geometry.get("type")))
    for lon, lat in _positions(geometry.get("coordinates")):
        if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
            raise BadGeometry("not_degrees", lon=f"{lon:g}", lat=f"{lat:g}")
    shape = _shape(geometry)
    if shape.is_empty:
        raise BadGeometry("empty")
    return shape


def polygons_only(shape: BaseGeometry) -> Polygon | MultiPolygon | None:
    """What is left of a geometry when points and lines are taken away."""
    parts = [part for part in _flat(shape) if isinstance(part, Polygon) and part.area > 0]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def as_json(shape: BaseGeometry) -> dict[str, Any]:
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return geometry


def _feature(row: int, feature: Any) -> Feature:
    if not isinstance(feature, dict):
        raise BadGeoJSON("no_object", row=row)
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise BadGeoJSON("properties_no_object", row=row)
    return Feature(row, properties, feature.get("geometry"))


def _require_wgs84(crs: Any) -> None:
    # Today's GeoJSON has no crs; older files name one, and metres read as degrees would land nowhere.
    if crs is not None and not any(name in json.dumps(crs) for name in WGS84):
        raise BadGeoJSON("other_crs", crs=_one_line(json.dumps(crs)))


def _positions(coordinates: Any, depth: int = 4) -> Iterator[tuple[float, float]]:
    """Every position; a MultiPolygon's lie four lists deep."""
    if not isinstance(coordinates, list) or depth == 0:
        raise BadGeometry("no_lists")
    if len(coordinates) >= 2 and all(_is_number(value) for value in coordinates):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for inner in coordinates:
        yield from _positions(inner, depth - 1)


def _is_number(value: Any) -> bool:
    return isinstance(value, float) or (isinstance(value, int) and abs(value) < 10**12)


def _shape(geometry: Mapping[str, Any]) -> Polygon | MultiPolygon:
    rings = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    try:
        parts = [Polygon(_ring(rings[0]), [_ring(hole) for hole in rings[1:]]) for rings in rings if rings]
    except (ValueError, TypeError, IndexError, KeyError, shapely.errors.ShapelyError):
        raise BadGeometry("no_rings") from None
    return parts[0] if geometry["type"] == "Polygon" and parts else MultiPolygon(parts)


def _ring(positions: Any) -> list[tuple[float, float]]:
    # A height, where given, is left out: an area is flat.
    return [(float(position[0]), float(position[1])) for position in positions]


def _flat(shape: BaseGeometry) -> Iterator[BaseGeometry]:
    if not hasattr(shape, "geoms"):
        yield shape
        return
    for part in shape.geoms:
        yield from _flat(part)


def _one_line(words: object) -> str:
    line = " ".join(str(words).split())
    return line if len(line) <= 120 else line[:117] + "..."
