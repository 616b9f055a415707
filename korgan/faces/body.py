"""How a request's body is read: one JSON object in UTF-8, neither deep nor of many names, each once, finite numbers.
Whatever two readers might read differently is refused; what a phone breaks by itself, half an emoji, is not."""

import json
import re
from typing import Annotated, Any

from django.http import HttpRequest
from ninja.parser import Parser
from pydantic import BeforeValidator

from korgan.intake.parameters import storable


class Unreadable(ValueError):
    """The body is not what we read; ninja answers 400."""


class StrictJson(Parser):
    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != "application/json":
            raise Unreadable(f"{request.content_type} is not JSON")
        require_shallow(request.body)
        read = json.loads(request.body.decode(), object_pairs_hook=each_once, parse_constant=refuse)
        if not isinstance(read, dict):
            raise Unreadable("a JSON object is expected")
        return read


# The deepest and widest of ours is a view of the queue, with four levels and two dozen names.
DEEPEST, MOST_NAMES = 16, 200
TEXT_OR_BRACKET = re.compile(rb'(?s)"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]')


def require_shallow(body: bytes) -> None:
    """Before it is read: a reader that calls itself for each bracket ends with its stack."""
    depth = 0
    for found in TEXT_OR_BRACKET.finditer(body):
        depth += STEP.get(found[0], 0)
        if depth > DEEPEST:
            raise Unreadable("too deep")


STEP = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_NAMES:
        raise Unreadable("too many names")
    read = dict(pairs)
    if len(read) < len(pairs):
        raise Unreadable("a name stands twice")
    return read


def refuse(constant: str) -> float:
    raise Unreadable(f"{constant} is no number")


def mended(text: object) -> object:
    return storable(text) if isinstance(text, str) else text


# What people write: nothing in it may cost the message.
Text = Annotated[str, BeforeValidator(mended)]
