"""The house keeps its shape: arrows of tables, sizes of files and functions, words, translations."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from korgan.environment import PREFIX, Environment
from korgan.words import LANGUAGES, LOCALE

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "korgan"
STAGES = ["journal", "territory", "people", "evidence", "channels", "intake", "triage", "routing", "handling",
          "dispatch", "reply", "keeping"]  # fmt: skip
SOURCES = sorted(file for file in PACKAGE.rglob("*.py") if "migrations" not in file.parts)
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_CLASS = 400, 60, 200
BY_THE_HOST = {
    "evidence/actions.py": "the day in the name of a file",
    "evidence/jobs.py": "the age of files, which the host has dated, if the database's clock agrees",
    "faces/limiting.py": "a turn some seconds ahead, in a cookie that it gave itself",
    "journal/steady.py": "by how much a wait that was reckoned by it must be put right",
    "live/hub.py": "a figure",
    "live/my_data.py": "the date of a file in an archive",
    "live/uploads.py": "a hint to the sender",
    "operations/house.py": "how far it is from the database's",
}
NO_SUCH_FILE = {"utils", "helpers", "misc", "common", "manager", "handlers", "services"}


def defined(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_foreign_keys_point_back_along_the_path() -> None:
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for stage in STAGES
        for model in apps.get_app_config(stage).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField) and not points_back(stage, field)
    ]
    assert not wrong


def points_back(stage: str, field: "models.Field[object, object]") -> bool:
    """A stage's tables know only those before it, and Django's own."""
    target = field.related_model._meta.app_label if field.related_model else ""
    return target not in STAGES or STAGES.index(target) <= STAGES.index(stage)


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_file_is_one_idea(file: Path) -> None:
    assert file.stem not in NO_SUCH_FILE
    assert len(file.read_text().splitlines()) <= LONGEST_FILE
    for node in defined(file):
        limit = LONGEST_CLASS if isinstance(node, ast.ClassDef) else LONGEST_FUNCTION
        assert lines(node) <= limit, f"{node.name} has {lines(node)} lines"


def test_only_the_registry_knows_the_kinds_of_channels() -> None:
    """Adding a channel must not touch the core: no `if kind == "telegram"` outside channels, demo and faces."""
    telling = [
        str(file.relative_to(PACKAGE))
        for file in SOURCES
        if file.relative_to(PACKAGE).parts[0]
        in {"path.py", "intake", "triage", "routing", "handling", "dispatch", "reply"}
        and "tests" not in file.parts
        and any(word in file.read_text() for word in ('"telegram"', '"app"'))
    ]
    assert not telling


def test_the_hosts_clock_is_asked_only_where_it_decides_nothing() -> None:
    """What is stored or cannot be undone goes by the database's clock (journal/clock.py)."""
    asking = {
        str(file.relative_to(PACKAGE))
        for file in SOURCES
        if "tests" not in file.parts
        and re.search(r"datetime\.now|timezone\.now|utcnow|\btime\.time\(", file.read_text())
    }
    assert asking == BY_THE_HOST.keys()


def test_every_setting_is_in_the_readme() -> None:
    told = (ROOT / "README.md").read_text()
    assert [name for name in Environment.model_fields if f"`{PREFIX}{name.upper()}`" not in told] == []


def test_actions_never_defer() -> None:
    deferring = [str(file) for file in PACKAGE.rglob("actions.py") if ".defer(" in file.read_text()]
    assert not deferring


def test_every_word_is_said_in_every_language() -> None:
    spoken = {language: polib.pofile(str(LOCALE / f"{language}.po")) for language in LANGUAGES}
    keys = {language: {entry.msgid for entry in found} for language, found in spoken.items()}
    assert all(keys[language] == keys["ru"] for language in LANGUAGES)
    empty = [(language, entry.msgid) for language, found in spoken.items() for entry in found if not entry.msgstr]
    assert not empty


@pytest.mark.django_db
def test_no_table_waits_for_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
