"""`korgan assess`: try the rules of triage on a text, or check the rule files."""

from pathlib import Path

import click

from korgan.triage.rulebook import FOLDER, Rulebook, load, load_file
from korgan.triage.rules import Assessment
from korgan.triage.rules import assess as assess_text
from korgan.triage.standing import service_names, standing, words


@click.command()
@click.argument("text", nargs=-1)
@click.option(
    "--check", is_flag=True, help="check the rule files (TEXT is then a file or folder) and say what is wrong"
)
@click.option("--language", default="ru", show_default=True, help="language of the words shown, and the channel's hint")
def assess(text: tuple[str, ...], check: bool, language: str) -> None:
    """Say what the rules of triage make of TEXT."""
    if check:
        report(checked(Path(text[0]) if text else FOLDER))
        return
    if not text:
        raise click.UsageError("give a text, or --check")
    show(
        assess_text(" ".join(text), language_hint=language, has_photo=False, has_place=False, book=standing()), language
    )


def checked(path: Path) -> Rulebook:
    return load(path) if path.is_dir() else load_file(path, standing())


def report(book: Rulebook) -> None:
    for one in book.broken:
        click.echo(str(one), err=True)
    if not book.rules:
        click.echo("no rule was found", err=True)
    if book.broken or not book.rules:
        raise SystemExit(1)
    click.echo(f"{len(book.rules)} rules, nothing is wrong")


def show(assessed: Assessment, language: str) -> None:
    shown = language if language in ("kk", "ru", "uk", "en") else "ru"
    click.echo(f"language   {assessed.language}")
    click.echo(f"urgency    {assessed.urgency}")
    click.echo(f"off_topic  {'yes' if assessed.off_topic else 'no'}")
    click.echo(f"hand_to    {service_names(assessed.hand_to)[shown] if assessed.hand_to else '-'}")
    click.echo(f"kind       {assessed.kind}")
    click.echo(f"category   {assessed.category or '-'}")
    for reason in assessed.reasons:
        quote = f": «{reason.quote}»" if reason.quote else ""
        click.echo(f"reason     {reason.code} ({words(reason.code)[shown]}){quote}")
