"""A code goes out by the provider of the settings. The journal holds the code's id, the job makes the digits of it."""

import logging
from datetime import datetime
from uuid import UUID

from korgan.people import codes
from korgan.people.identity import PhoneCode
from korgan.people.sms import provider
from korgan.people.sms.base import Rejected
from korgan.words import say

logger = logging.getLogger(__name__)


def send_code(code_id: UUID, now: datetime) -> None:
    """Send it once, while it is valid. Raise Unreachable to be tried again."""
    code = PhoneCode.objects.filter(pk=code_id, ended_at=None, sent_at=None, expires_at__gt=now).first()
    if code is None:
        return
    try:
        provider().send(code.phone, say(code.language, "sms.code", code=codes.digits(code.pk)))
    except Rejected as refused:
        logger.warning("a code was not taken by the provider: %s", refused.code)
        PhoneCode.objects.filter(pk=code_id).update(trouble=refused.code, ended_at=now)
        return
    PhoneCode.objects.filter(pk=code_id).update(sent_at=now)


def forget_codes(now: datetime) -> int:
    """Telephones and addresses of those who asked are kept no longer than the limits look back."""
    return PhoneCode.objects.filter(asked_at__lt=now - codes.KEPT_FOR).delete()[0]
