"""/healthz: this process answers. /readyz: the whole path is alive, each part with its figure, and what is parked."""

from datetime import datetime

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, JsonResponse

from korgan.channels import parking as channels
from korgan.channels.queries import oldest_waiting
from korgan.journal import clock
from korgan.journal import parking as journal
from korgan.journal.models import Heartbeat
from korgan.journal.queries import lag, oldest_job
from korgan.journal.work import STAND_STILL_S
from korgan.reply.queries import oldest_waiting as oldest_outgoing

WORKER = "worker"
LATE_S = 12.0
LIMITS = {"oldest_job_s": STAND_STILL_S}


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ok": True})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all is well; 503 names what is not."""
    try:
        figures, waiting = measured(clock.now()), parked()
    except (DatabaseError, InterfaceError):
        return JsonResponse({"ok": False, "wrong": ["database"]}, status=503)
    wrong = [name for name, s in figures.items() if s is not None and s > LIMITS.get(name, LATE_S)]
    if figures["worker_heartbeat_s"] is None:
        wrong.append("worker_heartbeat_s")
    return JsonResponse({"ok": not wrong, "wrong": wrong, **figures, "parked": waiting}, status=503 if wrong else 200)


def measured(now: datetime) -> dict[str, float | None]:
    beat = Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()
    return {
        "worker_heartbeat_s": age(beat, now),
        "oldest_inbound_s": age(oldest_waiting(), now),
        "oldest_outgoing_s": age(oldest_outgoing(), now),
        "journal_lag_s": lag(),
        "oldest_job_s": oldest_job(),
    }


def parked() -> dict[str, int]:
    """What needs somebody to look; the path itself goes on without it."""
    return {"inbound": channels.parked().count(), **journal.counted()}


def age(at: datetime | None, now: datetime) -> float | None:
    return max(0.0, (now - at).total_seconds()) if at else None
