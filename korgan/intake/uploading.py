"""Files of a citizen's app that come in pieces: how much may come, and what becomes of them when they are whole."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Sum

from korgan.evidence import uploading
from korgan.evidence.actions import keep
from korgan.evidence.models import Evidence, Upload
from korgan.evidence.rules import MISSING_AFTER, Refusal, require_quota
from korgan.intake.actions import attach, locked, miss
from korgan.intake.models import FILES, Direction, Part, PartState

DAY = timedelta(days=1)


def owner_of(part: Part) -> str:
    return f"citizen:{part.message.appeal.contact_id}"


@transaction.atomic
def begin(part: Part, length: int, now: datetime) -> Upload:
    """Announce the part's file, in bytes; again is as once. Raises TooLarge, TooMuch, NoRoom."""
    if found := Upload.objects.filter(pk=part.pk).first():
        return found
    # Two files of one appeal must not both fit into the same rest.
    appeal = locked(part.message.appeal_id)
    owner = owner_of(part)
    of_appeal = Evidence.objects.filter(parts__message__appeal=appeal, parts__message__direction=Direction.IN)
    of_today = Evidence.objects.filter(parts__message__appeal__contact=appeal.contact_id, received_at__gt=now - DAY)
    require_quota(
        total(of_appeal) + total(Upload.objects.filter(appeal=appeal.pk)), length, settings.UPLOAD_APPEAL_LIMIT
    )
    require_quota(total(of_today) + total(Upload.objects.filter(owner=owner)), length, settings.UPLOAD_DAY_LIMIT)
    return uploading.begin(part.pk, owner, appeal.pk, length, now)


def total(rows: "QuerySet[Evidence] | QuerySet[Upload]") -> int:
    return rows.aggregate(all=Sum("bytes"))["all"] or 0


def finish(part: Part, upload: Upload) -> Part:
    """The last byte is here; the caller is the upload's only writer. Raises a Refusal, and the part is missing then."""
    try:
        kept = upload.evidence or keep(uploading.received(upload), upload)
    except Refusal:
        miss(part.pk, owner_of(part))
        raise
    attach(part.pk, kept.pk, owner_of(part))
    uploading.drop(upload)
    return Part.objects.select_related("evidence").get(pk=part.pk)


def refuse(part: Part) -> None:
    """These bytes will never be taken: nothing of them is kept, and the operator is shown that they are missing."""
    miss(part.pk, owner_of(part))
    for upload in Upload.objects.filter(pk=part.pk):
        uploading.drop(upload)


def finish_whole() -> int:
    """Uploads that are whole though their sender went away, or the process was killed, before the end; how many."""
    done = 0
    for upload in uploading.whole_ones():
        part = Part.objects.select_related("message__appeal").get(pk=upload.pk)
        try:
            with uploading.writing(upload):
                finish(part, upload)
                done += 1
        except (uploading.Busy, Refusal):
            continue
    return done


def miss_never_sent(now: datetime) -> int:
    """Files that were announced and of which nothing has come for days are shown as missing; how many."""
    late = Part.objects.filter(state=PartState.UPLOADING, kind__in=FILES, file_ref="")
    late = late.filter(message__at__lt=now - MISSING_AFTER).exclude(pk__in=Upload.objects.values("pk"))
    lost: list[UUID] = list(late.values_list("pk", flat=True))
    for part in Part.objects.select_related("message__appeal").filter(pk__in=lost):
        miss(part.pk, owner_of(part))
    return len(lost)
