"""Looks at the house through its database: does everything that must move still move?"""

import asyncio
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q

from korgan.channels.models import Account, Fate, Inbound
from korgan.channels.queries import oldest_waiting
from korgan.channels.registry import channel_of
from korgan.evidence.actions import lacks
from korgan.evidence.models import Evidence
from korgan.intake.models import Appeal
from korgan.journal import clock
from korgan.journal import parking as journal
from korgan.journal.models import Entry, Heartbeat
from korgan.journal.queries import lag, oldest_job
from korgan.journal.restoring import is_half_restored
from korgan.journal.work import STAND_STILL_S
from korgan.operations.finding import BAD, DOUBTFUL, Finding
from korgan.operations.installation import is_production
from korgan.people.identity import PhoneCode
from korgan.people.models import User
from korgan.reply.models import Delivery, DeliveryState
from korgan.reply.queries import oldest_waiting as oldest_outgoing
from korgan.territory.years import missing

LATE_S = 12
SKEW_DOUBTFUL_S, SKEW_BAD_S = 1, 30
STUCK_S = 60
BACKUP_EVERY = timedelta(hours=26)
RECENT = timedelta(days=1)
ANSWER_S = 15
# Asking a bucket for each costs a moment; a disk that is lost has lost the newest too.
LOST_LOOKED_AT = 100
DEMO_PASSWORD = "korgan-demo"
DEMO_USERS = ("operator", "operator2", "dispatcher", "omarov", "baiterek", "bekova", "chief", "observer", "auditor")


def migrations_are_applied() -> list[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [Finding("migrations_wait", BAD, {"count": len(plan)}) if plan else Finding("migrations")]


def restore_is_whole() -> list[Finding]:
    return [Finding("half_restored", BAD)] if is_half_restored() else []


def clocks_agree() -> list[Finding]:
    """The database's clock is the one clock; a machine far from it tells people wrong times."""
    apart = abs((clock.now() - datetime.now(UTC)).total_seconds())
    told = {"seconds": f"{apart:.1f}"}
    if apart < SKEW_DOUBTFUL_S:
        return [Finding("clocks", values=told)]
    return [Finding("clocks_apart", BAD if apart >= SKEW_BAD_S else DOUBTFUL, told)]


def worker_lives() -> list[Finding]:
    beat = Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()
    if beat is None:
        return [Finding("worker_never", BAD)]
    silent = seconds_since(beat)
    told = {"seconds": f"{silent:.0f}"}
    return [Finding("worker_silent", BAD, told) if silent > LATE_S else Finding("worker", values=told)]


def follower_keeps_up() -> list[Finding]:
    behind = lag()
    told = {"seconds": f"{behind:.1f}"}
    found = [Finding("follower_late", BAD, told) if behind > LATE_S else Finding("follower", values=told)]
    if parked := sum(journal.counted().values()):
        found.append(Finding("parked", DOUBTFUL, {"count": parked}))
    return found


def jobs_are_begun() -> list[Finding]:
    """The heartbeat is the follower's: jobs may stand still beside it."""
    waited = oldest_job()
    told = {"seconds": f"{waited:.0f}"}
    return [Finding("jobs_stand", BAD, told) if waited > STAND_STILL_S else Finding("jobs")]


def inbound_is_registered() -> list[Finding]:
    since = oldest_waiting()
    waited = seconds_since(since) if since else 0
    told = {"seconds": f"{waited:.0f}"}
    found = [Finding("inbound_waits", BAD, told) if waited > LATE_S else Finding("inbound")]
    if refused := Inbound.objects.filter(fate=Fate.REFUSED).count():
        found.append(Finding("inbound_refused", DOUBTFUL, {"count": refused}))
    return found


def outbox_moves() -> list[Finding]:
    since = oldest_outgoing()
    waited = seconds_since(since) if since else 0
    found = [Finding("outbox_stuck", BAD, {"seconds": f"{waited:.0f}"}) if waited > STUCK_S else Finding("outbox")]
    lost = Delivery.objects.filter(
        state__in=[DeliveryState.FAILED, DeliveryState.UNKNOWN], changed_at__gt=clock.now() - RECENT
    ).count()
    if lost:
        found.append(Finding("outbox_failed", DOUBTFUL, {"count": lost}))
    return found


def codes_are_sent() -> list[Finding]:
    """Codes that no provider has taken, or did not take in time: nobody signs in by telephone meanwhile."""
    never = Q(sent_at=None, ended_at=None, expires_at__lt=clock.now())
    lost = PhoneCode.objects.filter(never | ~Q(trouble=""), asked_at__gt=clock.now() - RECENT)
    why = lost.exclude(trouble="").order_by("-asked_at").values_list("trouble", flat=True).first() or "unreachable"
    return [Finding("codes_not_sent", BAD, {"count": lost.count(), "why": why})] if lost else []


def channels_are_well() -> list[Finding]:
    """Each open account is asked about in the outside system itself."""
    accounts = list(Account.objects.filter(is_open=True).order_by("id"))
    if not accounts:
        return [Finding("no_channel", BAD)]
    troubles = {account.name: trouble_of(account) for account in accounts}
    ill = [Finding("channel_ill", BAD, {"name": name, "why": why}) for name, why in troubles.items() if why]
    return ill or [Finding("channels", values={"count": len(accounts)})]


def trouble_of(account: Account) -> str:
    async def asked() -> str:
        async with asyncio.timeout(ANSWER_S):
            return await channel_of(account.kind).health(account)

    try:
        return asyncio.run(asked())
    except Exception as broken:
        return type(broken).__name__


def backup_is_fresh() -> list[Finding]:
    made = Entry.objects.filter(kind="BackupMade").order_by("-seq").values_list("at", flat=True).first()
    if made is None:
        return [Finding("no_backup", BAD if is_production() else DOUBTFUL)]
    hours = seconds_since(made) / 3600
    is_old = hours > BACKUP_EVERY.total_seconds() / 3600
    told = {"hours": f"{hours:.0f}"}
    return [
        Finding("backup_old", BAD if is_production() else DOUBTFUL, told) if is_old else Finding("backup", values=told)
    ]


def originals_are_there() -> list[Finding]:
    """Those that somebody wanted and did not get: what has come back from a backup is well again."""
    told = Entry.objects.filter(kind="OriginalLost").order_by("-seq").values_list("facts", flat=True)
    newest = list(told[:LOST_LOOKED_AT])
    kept = Evidence.objects.in_bulk({facts["evidence"] for facts in newest})
    lost = {str(pk) for pk, one in kept.items() if lacks(one) == "lost"}
    if not lost:
        return []
    last = next(facts["appeal"] for facts in newest if facts["evidence"] in lost)
    number = Appeal.objects.values_list("number", flat=True).get(pk=last)
    return [Finding("originals_lost", BAD, {"count": len(lost), "number": number})]


def calendars_are_known() -> list[Finding]:
    """A year without days off would make every term of the law too short."""
    unknown = [Finding("calendar_missing", DOUBTFUL, {"country": one, "year": year}) for one, year in missing()]
    return unknown or [Finding("calendar")]


def demo_is_not_in_production() -> list[Finding]:
    """Everybody knows the demo's password."""
    if not is_production():
        return []
    known = User.objects.filter(username__in=DEMO_USERS, is_active=True)
    open_doors = [user.username for user in known if user.check_password(DEMO_PASSWORD)]
    return [Finding("demo_users", BAD, {"names": ", ".join(open_doors)})] if open_doors else []


def seconds_since(at: datetime) -> float:
    return max(0.0, (clock.now() - at).total_seconds())
