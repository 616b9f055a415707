"""`korgan openapi`: writes the API's description, which the web apps' types are made from."""

import json
from pathlib import Path

import click

from korgan.faces.api import api

FILE = Path(__file__).parents[1] / "faces" / "openapi.json"


def described() -> str:
    return json.dumps(api.get_openapi_schema(path_prefix="/api/"), indent=1, ensure_ascii=False, default=str) + "\n"


@click.command()
@click.option("--check", is_flag=True, help="Only say whether the committed description is the code's.")
def openapi(check: bool) -> None:
    """Write korgan/faces/openapi.json."""
    if not check:
        FILE.write_text(described())
    elif FILE.read_text() != described():
        raise click.ClickException("openapi.json is not what the code says; run `korgan openapi`")
