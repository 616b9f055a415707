"""Promise 9 under a kill -9 of the web process: a large file that was on its way goes on from where its bytes on disk
end, and the original is what the phone had, byte by byte. Twice, for the second kill finds a file that went on."""

import hashlib
import random
import socket
from uuid import uuid4

from korgan.evidence.tests.photos import photo
from tests.e2e.stack import Stack, answers, until
from tests.faults.asking import Answer, Phone, address_of, ask, port_of
from tests.faults.breaking import kill

COMES_BACK_IN_S = 240.0  # on a busy machine; seconds on an idle one
# What follows the end of a picture is of no type, and no two pieces of it are alike.
CONTENT = photo() + random.Random(102).randbytes(24_000_000)
PIECE = 1 << 20


def begin(stack: Stack, phone: Phone, address: str, offset: int) -> socket.socket:
    """A PATCH of all the rest, of which nothing has been sent yet."""
    line = socket.create_connection(("127.0.0.1", port_of(stack)), timeout=30)
    headers = {
        "Host": stack.url.removeprefix("http://"), "Origin": stack.url, "Cookie": phone.cookie,
        "Tus-Resumable": "1.0.0", "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream",
        "Content-Length": len(CONTENT) - offset,
    }  # fmt: skip
    head = [f"PATCH {address} HTTP/1.1", *(f"{name}: {said}" for name, said in headers.items())]
    line.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
    return line


def offset_of(phone: Phone, address: str) -> int | None:
    """How far it has come, as the product says; None while it says nothing."""
    try:
        status, _, headers = phone.asks("HEAD", address, None)
    except OSError:
        return None
    return int(headers["upload-offset"]) if status == 200 else None


def announced(stack: Stack, phone: Phone) -> str:
    shown, receipt = str(uuid4()), dict[str, str]()
    key = str(uuid4())

    def is_in() -> bool:
        status, said = received(phone, shown, key)
        receipt.update(said)
        return status in {200, 201}

    until(is_in, COMES_BACK_IN_S, "not received")
    address = address_of(receipt["id"], shown)
    until(lambda: phone.announces(address, CONTENT)[0] in {200, 201}, COMES_BACK_IN_S, "not announced")
    return address


def received(phone: Phone, shown: str, key: str) -> Answer:
    return phone.reports(photo=shown, key=key)


def test_a_large_upload_goes_on_after_the_web_process_was_killed(stack: Stack) -> None:
    phone = Phone(stack)
    address = announced(stack, phone)
    upload = address.rpartition("/")[2]
    came = 0
    for goal in (5_000_000, 14_000_000):
        with begin(stack, phone, address, came) as line:
            line.sendall(CONTENT[came:goal])
            until(lambda: on_disk(stack) >= goal - PIECE, 60, "nothing of it comes")  # noqa: B023  # asked at once
            kill(stack, "web")
        came = on_disk(stack)
        until(lambda: answers(stack), COMES_BACK_IN_S, "the web did not come back")
        until(lambda: offset_of(phone, address) is not None, COMES_BACK_IN_S, "it does not know the upload any more")
        assert offset_of(phone, address) == came > goal - 2 * PIECE, upload
    until(lambda: phone.goes_on(address, CONTENT)[0] in {200, 204}, COMES_BACK_IN_S, "it does not go on")
    found = f"select original, sha256 from evidence_evidence where bytes = {len(CONTENT)}"
    ((kept),) = ask(stack.data, found)
    assert kept["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert (stack.data / "evidence" / kept["original"]).read_bytes() == CONTENT
    assert list((stack.data / "evidence" / "incoming").glob("*.upload")) == []


def on_disk(stack: Stack) -> int:
    """How much of the only upload there is has been written."""
    return sum(path.stat().st_size for path in (stack.data / "evidence" / "incoming").glob("*.upload"))
