import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from korgan.commands.areas import areas
from korgan.territory.models import Area, Backdrop
from korgan.territory.tests.squares import square

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, [("WST", "Запад", square(0, 50, 2))])


def written(folder: Path, rows: list[tuple[str, str, dict[str, Any]]]) -> Path:
    features = [
        {"type": "Feature", "properties": {"KATO": code, "NAME": name}, "geometry": geometry}
        for code, name, geometry in rows
    ]
    path = folder / f"{len(rows)}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(areas, [str(argument) for argument in arguments], catch_exceptions=False)


def import_department(file: Path) -> Result:
    named = ("--code", "KATO", "--name-ru", "NAME", "--timezone", "Asia/Almaty")
    return run("import", file, "--kind", "department", *named, "--valid-from", "2026-01-01")


def test_an_import_tells_what_it_did(file: Path) -> None:
    assert import_department(file).output == "1 added, 0 replaced, 0 unchanged, 0 not used; the map is now edition 1\n"
    assert import_department(file).output == "0 added, 0 replaced, 1 unchanged, 0 not used\n"


def test_every_finding_is_one_line(file: Path, tmp_path: Path) -> None:
    import_department(file)
    point = {"type": "Point", "coordinates": [0, 50]}
    districts = written(tmp_path, [("A", "Север", square(0, 50)), ("B", "Юг", point)])
    found = run("import", districts, "--kind", "district", "--parent", "WST", "--code", "KATO", "--name-ru", "NAME")
    assert found.output.splitlines() == [
        "invalid: feature 2 B: a Polygon or MultiPolygon is needed, not Point",
        "1 added, 0 replaced, 0 unchanged, 1 not used; the map is now edition 2",
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--kind", "district", "--code", "KATO", "--name-ru", "NAME", "--parent", "?"], "has the code ?"),
        (["--kind", "district", "--code", "KATO"], "at least one property that holds names"),
        (["--kind", "department", "--code", "KATO", "--name-ru", "NAME"], "a department needs --timezone"),
        (["--kind", "region", "--code", "K", "--name-ru", "N", "--timezone", "../etc"], "there is no time zone ../etc"),
        (["--kind", "village", "--code", "KATO", "--name-ru", "NAME"], "'village' is not one of"),
        (["--kind", "region", "--code", "K", "--name-ru", "N", "--valid-from", "soon"], "'soon' does not match"),
    ],
)
def test_a_wrong_option_is_told(file: Path, arguments: list[str], told: str) -> None:
    refused = run("import", file, *arguments)
    assert refused.exit_code != 0
    assert told in " ".join(refused.output.split())
    assert not Area.objects.exists()


def test_a_file_that_is_no_map_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [')
    refused = run("import", path, "--kind", "region", "--code", "K", "--name-ru", "N")
    assert refused.exit_code == 1
    assert refused.output.startswith(f"Error: {path}: this is not JSON")
    assert len(refused.output.splitlines()) == 1


def test_an_area_is_ended(file: Path) -> None:
    import_department(file)
    assert run("end", "WST", "--on", "2026-06-01").output == "department WST ends on 2026-06-01\n"
    assert run("end", "WST", "--on", "2026-07-01").exit_code == 1
    assert run("end", "WST", "--on", "2025-01-01").exit_code == 1


def test_a_backdrop_is_laid_and_laid_again(file: Path) -> None:
    import_department(file)
    for _ in range(2):
        assert run("backdrop", file, "--area", "WST").output == "1 features laid under WST\n"
    assert Backdrop.objects.get().features[0]["properties"] == {"KATO": "WST", "NAME": "Запад"}
    assert run("backdrop", file, "--area", "?").exit_code == 1
