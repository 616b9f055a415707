import pytest

from korgan.channels.registry import CHANNELS
from korgan.reply.tests.fake import Wire


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    channel = Wire()
    monkeypatch.setitem(CHANNELS, Wire.kind, channel)
    return channel
