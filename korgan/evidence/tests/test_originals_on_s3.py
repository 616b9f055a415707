"""The store on a server that speaks S3, by real HTTP: what goes in comes out, and nothing is overwritten."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from korgan.evidence.actions import keep, open_original, open_preview, preview, receive, store
from korgan.evidence.removing import erase_waiting, remove_bytes
from korgan.evidence.tests.media import audio
from korgan.evidence.tests.photos import photo
from korgan.evidence.tests.s3 import bucket, on_s3
from tests.cast import NIGHT

__all__ = ["bucket", "on_s3"]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.usefixtures("on_s3"),
]


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
