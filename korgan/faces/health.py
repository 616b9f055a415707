"""/healthz: this process answers. /readyz: the whole path is alive, each part with its figure."""

from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, JsonResponse

from korgan.channels.queries import oldest_waiting
from korgan.journal.models import Heartbeat
from korgan.journal.queries import lag
from korgan.reply.queries import oldest_waiting as oldest_outgoing

WORKER = "worker"
LATE = timedelta(seconds=15)


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ok": True})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all is well; 503 names what is not."""
    now = datetime.now(UTC)
    try:
        figures = measured(now)
    except (DatabaseError, InterfaceError):
        return JsonResponse({"ok": False, "wrong": ["database"]}, status=503)
    limit = LATE.total_seconds()
    wrong = [name for name, seconds in figures.items() if seconds is not None and seconds > limit]
    if figures["worker_heartbeat_s"] is None:
        wrong.append("worker_heartbeat_s")
    return JsonResponse({"ok": not wrong, "wrong": wrong, **figures}, status=503 if wrong else 200)


def measured(now: datetime) -> dict[str, float | None]:
    beat = Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()
    return {
        "worker_heartbeat_s": age(beat, now),
        "oldest_inbound_s": age(oldest_waiting(), now),
        "oldest_outgoing_s": age(oldest_outgoing(), now),
        "journal_lag_s": lag(),
    }


def age(at: datetime | None, now: datetime) -> float | None:
    return max(0.0, (now - at).total_seconds()) if at else None
