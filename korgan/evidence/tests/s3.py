"""A store on a server that speaks S3, by real HTTP."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from pytest_django import Settings

from korgan.environment import Environment, evidence_store
from korgan.machine.death import die_with_parent
from tests.cast import until
from tests.live.web import free_port

SERVER = "from moto.server import main; import sys; main(['-H', '127.0.0.1', '-p', sys.argv[1]])"


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """Where a server that speaks S3 answers; it has a bucket `evidence`."""
    pytest.importorskip("moto", reason="moto, a server that speaks S3, is not installed: `make setup`")
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


@pytest.fixture
def on_s3(bucket: str, settings: Settings, evidence_root: object) -> None:
    given = {"bucket": "evidence", "endpoint": bucket, "region": "us-east-1", "key": "k", "secret": "s"}
    named: Any = {f"evidence_s3_{name}": value for name, value in given.items()}
    environment = Environment(**named)
    settings.STORAGES = {**settings.STORAGES, "evidence": evidence_store(environment)}
