"""Aigerim's phone and what it sends."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client

from korgan.words import LANGUAGES
from tests.cast import key

JSON = "application/json"
URL = "/api/citizen/appeals"


def body(**more: Any) -> dict[str, Any]:
    return {
        "client_key": str(key()),
        "text": "На Крепостной авария, есть пострадавшие",
        "language": "ru",
        "place": {"lon": 69.15, "lat": 54.87, "accuracy_m": 12},
        "photos": [],
        "at": datetime.now(UTC).isoformat(),
        **more,
    }


def post(phone: Client, url: str, asked: object, **more: Any) -> Any:
    return phone.post(url, asked, content_type=JSON, **more)


def told(answer: Any) -> Any:
    return answer.json()


def report(phone: Client, **more: Any) -> dict[str, Any]:
    answer = post(phone, URL, body(**more))
    assert answer.status_code == 201, answer.content
    receipt: dict[str, Any] = told(answer)
    return receipt


def is_told_clearly(answer: Any) -> bool:
    """A 4xx with a code, and words in every language of citizens."""
    refusal = told(answer)
    return bool(
        400 <= answer.status_code < 500
        and isinstance(refusal["error"], str)
        and set(refusal["message"]) == set(LANGUAGES)
        and all(refusal["message"].values())
    )
