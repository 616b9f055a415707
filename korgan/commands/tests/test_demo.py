from typing import Any

import pytest
from click.testing import CliRunner

from korgan.commands.demo import demo
from korgan.demo.cast import PASSWORD, STAFF
from korgan.intake.models import Appeal
from korgan.people.models import Contact
from korgan.territory.models import Area
from tests.cast import NIGHT, city

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_the_demo_says_who_may_sign_in() -> None:
    for _ in range(2):
        told = CliRunner().invoke(demo, catch_exceptions=False)
        assert PASSWORD in told.output
        assert all(staff.username in told.output for staff in STAFF)


def test_a_real_departments_database_is_left_alone_unless_forced() -> None:
    real = city()
    Appeal.objects.create(
        number="102-SKO-26-000001",
        department=real.department,
        year=2026,
        serial=1,
        contact=Contact.objects.create(scheme="app", address="aigerim"),
        account=real.app,
        language="ru",
        urgency="now",
        off_topic=False,
        reasons=[],
        desk=real.centre,
        routing_reason="no_place",
        registered_at=NIGHT,
        reply_by=NIGHT,
        version=1,
    )
    refused = CliRunner().invoke(demo)
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: this database holds appeals of another department")
    assert not Area.objects.filter(code="KKS").exists()
    assert CliRunner().invoke(demo, ["--force"]).exit_code == 0
    assert Area.objects.filter(code="KKS").exists()
