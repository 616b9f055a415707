"""Promise 5: an entry holds ids, codes and times, never personal text, so that erasure need not touch the journal."""

import dataclasses
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from types import NoneType, UnionType
from typing import get_args, get_origin, get_type_hints
from uuid import UUID

import pytest

import korgan

ALLOWED = {UUID, int, bool, datetime, date, NoneType, tuple[int, ...]}
# Text that is always one of a few words of ours.
CODES = {
    "channel", "clock", "code", "country", "factor", "how", "id", "kind", "language", "outcome", "reason",
    "revocation", "role", "sha256", "state", "unit", "urgency", "what", "why",
}  # fmt: skip


def facts_in(file: Path) -> list[type]:
    module = import_module(f"korgan.{file.parent.name}.entries")
    return [one for one in vars(module).values() if dataclasses.is_dataclass(one) and isinstance(one, type)]


STAGES = sorted(Path(korgan.__file__).parent.glob("*/entries.py"))
FACTS = [fact for file in STAGES for fact in facts_in(file)]


def test_there_are_entries() -> None:
    assert {"AppealRegistered", "ReplyWritten", "RoleEnded"} <= {fact.__name__ for fact in FACTS}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.__name__)
def test_an_entry_holds_only_ids_codes_and_times(fact: type) -> None:
    for name, hint in get_type_hints(fact).items():
        kinds = set(get_args(hint)) if get_origin(hint) is UnionType else {hint}
        assert kinds <= ALLOWED or (name in CODES and kinds <= {str, NoneType}), f"{fact.__name__}.{name}: {hint}"


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.__name__)
def test_an_entry_is_never_changed(fact: type) -> None:
    assert fact.__dataclass_params__.frozen  # type: ignore[attr-defined]  # dataclasses keep it there
