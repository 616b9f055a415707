"""The store on a server that speaks S3, by real HTTP: what goes in comes out, and nothing is overwritten."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from PIL import Image
from pytest_django import Settings

from korgan.environment import Environment, evidence_store
from korgan.evidence.actions import keep, open_original, open_preview, preview, receive, store
from korgan.evidence.removing import erase_waiting, remove_bytes
from korgan.evidence.tests.media import audio
from korgan.evidence.tests.photos import photo
from korgan.machine.death import die_with_parent
from tests.cast import NIGHT, until
from tests.live.web import free_port

moto = pytest.importorskip("moto", reason="moto, a server that speaks S3, is not installed: `make setup`")
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::ResourceWarning")]

SERVER = "from moto.server import main; import sys; main(['-H', '127.0.0.1', '-p', sys.argv[1]])"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(port)], stderr=subprocess.DEVNULL, preexec_fn=die_with_parent(signal.SIGKILL)
    )
    client = boto3.client(
        "s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1", aws_access_key_id="k",
        aws_secret_access_key="s",
    )  # fmt: skip

    def made() -> bool:
        try:
            client.create_bucket(Bucket="evidence")
        except Exception:
            assert server.poll() is None, "the S3 server ended by itself"
            return False
        return True

    try:
        until(made, 60)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(autouse=True)
def on_s3(address: str, settings: Settings, evidence_root: object) -> None:
    given = {"bucket": "evidence", "endpoint": address, "region": "us-east-1", "key": "k", "secret": "s"}
    named: Any = {f"evidence_s3_{name}": value for name, value in given.items()}
    environment = Environment(**named)
    settings.STORAGES = {**settings.STORAGES, "evidence": evidence_store(environment)}


def test_an_original_on_s3_is_what_came_and_its_copy_is_made() -> None:
    for content in (photo(size=(3000, 2000)), audio("mp3")):
        kept = preview(keep(receive([content], announced_bytes=None, limit=10**8)))
        with open_original(kept) as original, open_preview(kept) as copy:
            assert original.read() == content
            assert Image.open(BytesIO(copy.read())).format in ("JPEG", "PNG")


def test_a_name_is_never_written_twice() -> None:
    kept = keep(receive([photo()], announced_bytes=None, limit=10**8))
    assert store().save(kept.original, ContentFile(b"another")) != kept.original
    with open_original(kept) as original:
        assert original.read() == photo()


def test_bytes_removed_are_gone_from_s3() -> None:
    kept = keep(receive([photo()], announced_bytes=None, limit=10**8))
    remove_bytes(kept, "term", "system:retention")
    assert erase_waiting(NIGHT) == 1
    assert not store().exists(kept.original)
