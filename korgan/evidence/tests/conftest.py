from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def evidence_root(tmp_path: Path, settings: Settings) -> Path:
    """A store of the test's own."""
    root = tmp_path / "evidence"
    settings.EVIDENCE_ROOT = root
    options = {**settings.STORAGES["evidence"]["OPTIONS"], "location": root}
    settings.STORAGES = {**settings.STORAGES, "evidence": {**settings.STORAGES["evidence"], "OPTIONS": options}}
    return root
