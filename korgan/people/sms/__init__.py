"""Short messages to citizens' phones: a provider by setting, `http` or, on a developer's machine, `console`."""

from functools import cache

from django.conf import settings

from korgan.people.sms.base import SmsProvider
from korgan.people.sms.console import ConsoleSms
from korgan.people.sms.http import HttpSms


class SmsClosed(Exception):
    """No provider is set: `KORGAN_SMS_PROVIDER` names one."""


@cache
def provider() -> SmsProvider:
    """What the settings name. Raise SmsClosed when they name none."""
    if settings.SMS.provider == "http":
        return HttpSms(settings.SMS)
    if settings.SMS.provider == "console":
        return ConsoleSms()
    raise SmsClosed


def require_open() -> None:
    provider()
