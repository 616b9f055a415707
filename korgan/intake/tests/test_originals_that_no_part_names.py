from datetime import timedelta
from pathlib import Path

import pytest

from korgan.evidence.actions import keep, receive, store
from korgan.evidence.models import Evidence, Upload
from korgan.evidence.removing import erase_waiting
from korgan.evidence.tests.conftest import evidence_root
from korgan.evidence.tests.photos import photo
from korgan.intake.actions import attach
from korgan.intake.models import Part
from korgan.intake.unnamed import remove_unnamed
from korgan.journal.clock import now
from korgan.journal.models import Entry
from korgan.path import register
from tests.cast import city, key, message

__all__ = ["evidence_root"]
pytestmark = pytest.mark.django_db


def kept() -> Evidence:
    return keep(receive([photo()], announced_bytes=None, limit=10**6))


def test_what_no_part_names_for_a_day_goes_with_an_entry(evidence_root: Path) -> None:
    wrote = register(city().app, message(kind="photo", place=None))
    named, waiting, unnamed = kept(), kept(), kept()
    attach(Part.objects.get(message=wrote.message).pk, named.pk, "citizen:x")
    Upload.objects.create(pk=key(), owner="citizen:x", appeal=wrote.appeal, bytes=waiting.bytes, evidence=waiting)
    assert remove_unnamed(now()) == 0
    tomorrow = now() + timedelta(days=1, minutes=1)
    assert (remove_unnamed(tomorrow), remove_unnamed(tomorrow)) == (1, 0)
    entry = Entry.objects.get(kind="EvidenceRemoved")
    assert entry.facts == {"evidence": str(unnamed.pk), "sha256": unnamed.sha256, "why": "unnamed"}
    erase_waiting(tomorrow)
    assert [store().exists(one.original) for one in (named, waiting, unnamed)] == [True, True, False]
