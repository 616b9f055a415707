"""A photo that Telegram keeps and no try has brought is shown as missing, not as still on its way."""

from datetime import timedelta

import pytest

from korgan.intake.fetching import GIVEN_UP_AFTER, give_up
from korgan.intake.models import Message, Part, PartState
from korgan.journal.models import Entry
from tests.cast import City, city, registered


@pytest.fixture
def waiting(db: None) -> Part:
    korgan: City = city()
    appeal = registered(korgan, scheme="telegram", kind="photo", place=None)
    part = Part.objects.get(message__appeal=appeal)
    part.file_ref, part.state = "photo-1", PartState.UPLOADING
    part.save()
    return part


def test_it_is_given_up_after_its_tries_have_ended(waiting: Part) -> None:
    said = Message.objects.get(pk=waiting.message_id).at
    assert give_up(said + GIVEN_UP_AFTER - timedelta(seconds=1)) == 0
    assert give_up(said + GIVEN_UP_AFTER + timedelta(seconds=1)) == 1
    waiting.refresh_from_db()
    assert waiting.state == PartState.MISSING
    assert Entry.objects.filter(kind="PartArrived", facts__part=str(waiting.pk)).exists()
