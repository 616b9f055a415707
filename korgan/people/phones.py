"""Telephone numbers as people write them, kept as +77012345678. Pure."""

from collections.abc import Sequence

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

CAN_TAKE_SMS = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


class BadPhone(Exception):
    """No mobile number of a region we send to: what looks like one to whoever writes to premium lines is none."""


def phone_of(written: str, regions: Sequence[str]) -> str:
    """The number in E.164; one without a country code is of the first region. Raise BadPhone."""
    try:
        number = phonenumbers.parse(written, regions[0])
    except NumberParseException as unreadable:
        raise BadPhone from unreadable
    is_ours = phonenumbers.region_code_for_number(number) in regions
    if not is_ours or phonenumbers.number_type(number) not in CAN_TAKE_SMS:
        raise BadPhone
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def masked(phone: str) -> str:
    """Enough to know one's own by: +7 ••• 567."""
    return f"{phone[:2]} ••• {phone[-3:]}"
