from datetime import timedelta

import pytest

from korgan.people import lockout
from korgan.people.guessing import FORGOTTEN_AFTER
from korgan.people.jobs import forget_guesses
from korgan.people.models import Guesses
from tests.cast import NIGHT


@pytest.mark.django_db
def test_what_counts_no_more_goes_and_what_still_counts_stays() -> None:
    old = NIGHT - FORGOTTEN_AFTER - timedelta(minutes=1)
    lockout.attempt("user:1", "10.0.0.1", old)
    lockout.attempt("user:2", "10.0.0.1", NIGHT - timedelta(hours=1))
    lockout.attempt("user:3", "10.0.0.1", old)
    Guesses.objects.filter(account="user:3").update(shut_until=NIGHT + timedelta(minutes=1))
    lockout.forget_old(NIGHT)
    assert set(Guesses.objects.values_list("account", flat=True)) == {"user:2", "user:3"}


def test_a_job_does_it_every_hour(fresh_database: str) -> None:
    lockout.attempt("user:1", "10.0.0.1", NIGHT - timedelta(days=365))
    forget_guesses(0)
    assert not Guesses.objects.exists()
