"""The environment's Telegram token opens the first account; from then on the database holds it."""

from django.conf import settings
from django.db import transaction

from korgan.channels.actions import add_account
from korgan.channels.models import Account
from korgan.territory.models import Area, AreaKind, Desk, DeskKind

KIND = NAME = "telegram"
BY = "system:environment"


@transaction.atomic
def seed_telegram() -> Account | None:
    """Once: nothing happens without a token, without a department to own it, or when there is an account already."""
    token = settings.TELEGRAM_TOKEN
    if not token or Account.objects.filter(kind=KIND).exists():
        return None
    department = Area.objects.filter(kind=AreaKind.DEPARTMENT, valid_to__isnull=True).order_by("id").first()
    desk = Desk.objects.filter(area=department, kind=DeskKind.OPERATIONS_CENTRE, is_open=True).first()
    if department is None or desk is None:
        return None
    config = {"api_url": settings.TELEGRAM_API_URL} if settings.TELEGRAM_API_URL else {}
    return add_account(KIND, NAME, department, desk, config, {"token": token}, BY)
