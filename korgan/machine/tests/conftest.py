from collections.abc import Iterator
from pathlib import Path

import pytest

from korgan.machine.tests.people import WHO, place


@pytest.fixture(params=WHO)
def who(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(who: str) -> Iterator[Path]:
    with place(who) as made:
        yield made
