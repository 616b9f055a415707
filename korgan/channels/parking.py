"""Updates that could not be registered after all their tries: stored, counted, and let go on by hand."""

from django.db.models import QuerySet

from korgan.channels import actions
from korgan.channels.models import Fate, Inbound
from korgan.journal.parking import Found


def parked() -> QuerySet[Inbound]:
    return Inbound.objects.filter(fate=Fate.REFUSED, attempts__gte=len(actions.TRY_AFTER))


def inbound() -> list[Found]:
    rows = parked().order_by("received_at").values_list("id", "account__name", "why")
    return [Found(str(key), f"{account} {why}") for key, account, why in rows]
