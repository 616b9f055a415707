from typing import Any

import pytest
from click.testing import CliRunner

from korgan.commands.demo import demo
from korgan.demo.cast import PASSWORD, STAFF
from korgan.intake.models import Appeal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_the_demo_says_who_may_sign_in() -> None:
    for _ in range(2):
        told = CliRunner().invoke(demo, catch_exceptions=False)
        assert PASSWORD in told.output
        assert all(staff.username in told.output for staff in STAFF)


def test_a_real_departments_database_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Foreign:
        def exists(self) -> bool:
            return True

    monkeypatch.setattr(Appeal.objects, "exclude", lambda **_: Foreign())
    refused = CliRunner().invoke(demo)
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: this database holds appeals of another department")
