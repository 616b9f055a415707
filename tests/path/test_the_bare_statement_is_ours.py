"""The bench gives the registering statement what the house gives it: a parameter more there is one more here."""

import pytest
from django.db import connection

from bench.statement import IDS, NAMED, NAMES, SAMPLE, STATEMENT


@pytest.mark.django_db
def test_every_parameter_of_the_statement_is_in_the_sample() -> None:
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE)
        sampled = {column.name for column in cursor.description}
    assert set(NAMED.findall(STATEMENT.read_text())) - sampled - IDS.keys() - NAMES.keys() == set()
