"""What rests on a consent is kept as long as it stands, and what has no use yet is asked of nobody."""

from datetime import UTC, datetime

from korgan.people import consents
from korgan.people.consents import VERSIONS
from korgan.people.identity import Consent
from korgan.people.models import Contact
from tests.cast import at_once

NOW = datetime.now(UTC)


def test_two_tabs_that_agree_at_once_agree_once(fresh_database: str) -> None:
    contact = Contact.objects.create(scheme="app", address="aigerim")

    def agree() -> Consent:
        return consents.give(contact.pk, "personal_data", VERSIONS["personal_data"], "kk", NOW)

    for _ in range(5):
        done = at_once(agree, agree, agree)
        (given,) = Consent.objects.filter(withdrawn_at=None)
        assert done == [given] * 3
        consents.withdraw([contact.pk], "personal_data", NOW)
