"""The borders of a region are a file of megabytes: an administrator brings it in the browser, through the real web
process, and nobody else makes it hold so much."""

import http.client
import json
import math
import socket
from uuid import uuid4

import pytest

from korgan.bounds import AREAS_IMPORT, LARGEST_AREAS
from korgan.territory.models import Area
from tests.live.conftest import Live
from tests.live.listening import signed_in

TOKEN = "a" * 32  # Django compares the cookie's with the form's
POINTS = 60_000
BOUNDARY = "korgan-borders"


def borders(code: str) -> bytes:
    """A round precinct inside the town, drawn as closely as a surveyor's."""
    angles = [2 * math.pi * at / POINTS for at in range(POINTS)]
    ring = [[69.25 + 0.1 * math.cos(one), 54.75 + 0.1 * math.sin(one)] for one in angles]
    geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    feature = {"type": "Feature", "properties": {"C": code, "N": "Участок"}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def form(live: Live, file: bytes) -> bytes:
    fields = {"csrfmiddlewaretoken": TOKEN, "kind": "precinct", "parent": live.korgan.town.pk, "code": "C",
              "name_ru": "N", "valid_from": "2026-11-25"}  # fmt: skip
    head = 'Content-Disposition: form-data; name="{}"'
    parts = [f"{head.format(name)}\r\n\r\n{value}\r\n".encode() for name, value in fields.items()]
    parts.append(f'{head.format("file")}; filename="a.geojson"\r\n\r\n'.encode() + file + b"\r\n")
    opening = f"--{BOUNDARY}\r\n".encode()
    return b"".join(opening + part for part in parts) + f"--{BOUNDARY}--\r\n".encode()


def heading(live: Live, cookie: str, length: int) -> dict[str, str]:
    return {
        "Cookie": f"{cookie}; csrftoken={TOKEN}; korgan_admin_language=en",
        "Origin": f"http://127.0.0.1:{live.web.port}",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Content-Length": str(length),
    }


def asked(live: Live, method: str, path: str, cookie: str, body: bytes = b"") -> tuple[int, str, str]:
    line = http.client.HTTPConnection("127.0.0.1", live.web.port, timeout=60)
    line.request(method, path, body, heading(live, cookie, len(body)))
    answer = line.getresponse()
    told = answer.status, answer.headers.get("Location", ""), answer.read().decode()
    line.close()
    return told


def test_an_administrator_brings_a_file_of_megabytes(live: Live) -> None:
    code = uuid4().hex
    body = form(live, borders(code))
    assert len(body) > 2_000_000
    status, _, page = asked(live, "POST", AREAS_IMPORT, signed_in(live.korgan.akhmetov), body)
    assert status == 200
    assert f"Added: 1 {code}" in page
    assert Area.objects.get(code=code).parent == live.korgan.town


def test_what_is_larger_still_is_refused_in_words_that_name_the_command(live: Live) -> None:
    chief = signed_in(live.korgan.akhmetov)
    status, where, _ = asked(live, "POST", AREAS_IMPORT, chief, b"a" * (LARGEST_AREAS + 1))
    assert (status, where) == (302, f"{AREAS_IMPORT}?too_large")
    page = asked(live, "GET", where, chief)[2]
    assert "larger than 20 MB" in page
    assert "korgan areas import FILE" in page


@pytest.mark.parametrize("who", ["nobody", "operator"])
def test_of_who_administers_nothing_no_more_is_held_than_of_anybody(live: Live, who: str) -> None:
    """He is answered when so much has come as an ordinary request may hold, and before the rest."""
    cookie = signed_in(live.korgan.omarov) if who == "operator" else ""
    told_first = {"Host": f"127.0.0.1:{live.web.port}", **heading(live, cookie, 5_000_000)}
    head = "".join(f"{name}: {value}\r\n" for name, value in told_first.items())
    with socket.create_connection(("127.0.0.1", live.web.port), timeout=20) as line:
        line.sendall(f"POST {AREAS_IMPORT} HTTP/1.1\r\n{head}\r\n".encode() + b"a" * 300_000)
        told = line.recv(4000).decode()
    assert told.startswith("HTTP/1.1 302")
    assert "location: /console/" in told
