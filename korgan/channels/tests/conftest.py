from collections.abc import Iterator

import pytest
from django.db import connection

from korgan.channels import work
from tests.telegram import BotApi, bot_api


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with bot_api() as server:
        yield server


@pytest.fixture
def committed(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Rows that other threads see; their connections end with each question, and they try again soon."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    monkeypatch.setattr(work, "AWAY_S", 0.05)
    monkeypatch.setattr(work, "ACCOUNTS_S", 0.05)
    return fresh_database
