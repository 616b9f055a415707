"""A registration is one statement, planned once a connection: a citizen in need waits for nothing else."""

import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from korgan import path
from tests.cast import NIGHT, city, message

PLANNED = "select generic_plans + custom_plans from pg_prepared_statements where statement like '%one statement%'"


@pytest.mark.django_db
def test_the_registering_statement_is_planned_once_a_connection() -> None:
    korgan = city()
    for _ in range(3):
        path.register(korgan.app, message(), now=NIGHT)
    with connection.cursor() as cursor:
        cursor.execute(PLANNED)
        assert cursor.fetchall() == [(3,)]


@pytest.mark.django_db
@pytest.mark.parametrize("times", [1, 2])
def test_the_receipt_is_known_without_asking_for_the_appeal(times: int) -> None:
    city()
    report: dict[str, object] = {
        "client_key": str(uuid4()),
        "text": "Драка у вокзала",
        "language": "ru",
        "at": NIGHT.isoformat(),
    }
    aigerim = Client(headers={"Origin": "http://testserver"})
    with CaptureQueriesContext(connection) as asked:
        answers = [post(aigerim, report) for _ in range(times)]
    assert not [query for query in asked if "intake_appeal" in query["sql"]]
    assert answers[-1]["number"] == "102-SKO-26-000001"
    assert answers[-1] == {**answers[0], "repeated": times > 1}


def post(citizen: Client, report: dict[str, object]) -> dict[str, object]:
    answer = citizen.post("/api/citizen/appeals", json.dumps(report), content_type="application/json")
    assert answer.status_code in (200, 201), answer.content
    told: dict[str, object] = answer.json()
    return told
