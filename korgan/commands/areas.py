"""`korgan areas`: the map of territories from GeoJSON files."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from django.db import DataError

from korgan.journal.clock import now
from korgan.territory.actions import ImportReport, WrongDay, end_area, import_areas, lay_backdrop
from korgan.territory.geojson import BadGeoJSON, Feature, read_features
from korgan.territory.survey import LANGUAGES, Properties
from korgan.territory.versions import KINDS, NoSuchArea, area_by_code

BY = "system:areas"
GEOJSON = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def areas() -> None:
    """Territories: import them from GeoJSON, end one, lay the map's backdrop."""


@areas.command("import")
@click.argument("file", type=GEOJSON)
@click.option("--kind", required=True, type=click.Choice(KINDS))
@click.option("--parent", help="Code of the area above, or kind:code; leave it out for a country.")
@click.option("--parent-property", help="The property that holds the parent's code, where rows have different ones.")
@click.option("--code", required=True, help="The property that holds the area's code.")
@click.option("--name-kk")
@click.option("--name-ru")
@click.option("--name-uk")
@click.option("--name-en")
@click.option("--timezone", default="", help="For example Asia/Almaty; a department needs it.")
@click.option("--valid-from", type=DAY, help="The day from which the areas count; today by default.")
@click.option("--mend", is_flag=True, help="Repair invalid geometry instead of leaving it out.")
def import_file(
    file: Path,
    kind: str,
    parent: str | None,
    parent_property: str | None,
    code: str,
    timezone: str,
    valid_from: datetime | None,
    mend: bool,
    **names: str | None,
) -> None:
    """Import areas of one kind; the options name the properties that hold their codes and names."""
    where = {language: key for language in LANGUAGES if (key := names[f"name_{language}"])}
    if not where:
        raise click.UsageError("say at least one property that holds names, for example --name-ru NAME_RU")
    try:
        report = import_areas(
            _features(file),
            kind=kind,
            parent=parent,
            properties=Properties(code, where, parent_property),
            valid_from=_day(valid_from),
            by=BY,
            timezone=_zone(timezone, kind),
            mend=mend,
        )
    except NoSuchArea as trouble:
        raise click.ClickException(str(trouble)) from None
    tell(report)


@areas.command()
@click.argument("file", type=GEOJSON)
@click.option("--area", required=True, help="Code of the area it is drawn under, or kind:code.")
def backdrop(file: Path, area: str) -> None:
    """Lay streets, water and parks under an area's map; each feature has the property `layer`."""
    features = [
        {"type": "Feature", "properties": dict(feature.properties), "geometry": feature.geometry}
        for feature in _features(file)
    ]
    try:
        lay_backdrop(area_by_code(area, _day(None)), features)
    except NoSuchArea as trouble:
        raise click.ClickException(str(trouble)) from None
    except (DataError, UnicodeError):
        raise click.ClickException(f"{file}: a name in it holds a character that cannot be stored") from None
    click.echo(f"{len(features)} features laid under {area}")


@areas.command()
@click.argument("code")
@click.option("--on", required=True, type=DAY, help="The first day on which the area counts no more.")
def end(code: str, on: datetime) -> None:
    """End an area, for example before its parts are imported; CODE may be kind:code."""
    try:
        area = end_area(code, on.date(), by=BY)
    except (NoSuchArea, WrongDay) as trouble:
        raise click.ClickException(str(trouble)) from None
    click.echo(f"{area} ends on {on.date()}")


def tell(report: ImportReport) -> None:
    """The report, one line for each thing."""
    for finding in report.findings:
        click.echo(str(finding))
    click.echo(
        f"{len(report.added)} added, {len(report.replaced)} replaced, {len(report.unchanged)} unchanged, "
        f"{report.refused} not used" + (f"; the map is now edition {report.edition}" if report.edition else "")
    )


def _features(file: Path) -> list[Feature]:
    try:
        return read_features(file.read_bytes())
    except BadGeoJSON as trouble:
        raise click.ClickException(f"{file}: {trouble}") from None


def _day(given: datetime | None) -> date:
    return given.date() if given else now().date()


def _zone(name: str, kind: str) -> str:
    if not name and kind == "department":
        raise click.UsageError("a department needs --timezone, for example Asia/Almaty")
    try:
        return ZoneInfo(name).key if name else ""
    except (ValueError, LookupError):
        raise click.UsageError(f"there is no time zone {name}") from None
