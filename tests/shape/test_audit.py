"""The audit of what is installed finds a hole where the tools tell one, and does not take silence for health."""

import runpy
from pathlib import Path
from typing import Any

AUDIT: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[2] / ".ci" / "audit.py"))
SOUND = {"name": "django", "version": "5.2.19", "vulns": []}
HOLLOW = {"name": "pillow", "version": "1.0", "vulns": [{"id": "CVE-2099-1", "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "yarl", "skip_reason": "Dependency not found"}


def test_a_hole_of_python_is_told_with_what_mends_it() -> None:
    assert AUDIT["holes_of_python"]({"dependencies": [SOUND, HOLLOW, SKIPPED]}) == [
        "pillow 1.0: CVE-2099-1, mended in 1.1"
    ]


def test_a_hole_of_node_is_told() -> None:
    answer = {"vulnerabilities": {"left-pad": {"severity": "high", "range": "<2"}}}
    assert AUDIT["holes_of_node"](answer) == ["left-pad <2: high"]


def test_advisories_that_could_not_be_read_are_no_clean_bill() -> None:
    assert not AUDIT["was_read"]({})
    assert not AUDIT["was_read"]({"dependencies": [SKIPPED]})
    assert AUDIT["was_read"]({"dependencies": [SKIPPED, SOUND]})
    assert AUDIT["was_read"]({"vulnerabilities": {}})
