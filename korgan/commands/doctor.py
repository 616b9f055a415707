"""`korgan doctor`: what is wrong with this installation, in words; exit 1 when something is bad."""

import json

import click

from korgan.operations.examining import examine
from korgan.operations.finding import BAD, DOUBTFUL, WELL
from korgan.words import LANGUAGES

MARKS = {WELL: "+", DOUBTFUL: "?", BAD: "!"}


@click.command()
@click.option("--language", type=click.Choice(LANGUAGES), default="ru", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each finding.")
def doctor(language: str, as_json: bool) -> None:
    """Look at everything and tell what is wrong: ! must be mended, ? should be looked at, + is well."""
    is_bad = False
    for found in examine():
        is_bad = is_bad or found.level == BAD
        told = {"code": found.code, "level": found.level, "words": found.words(language)}
        click.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{MARKS[found.level]} {told['words']}")
    if is_bad:
        raise SystemExit(1)
