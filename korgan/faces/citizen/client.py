"""From where a citizen asks: what the limits of codes count by."""

from django.http import HttpRequest

from korgan.people.guessing import client_address, counted_address


def address_of(request: HttpRequest) -> str:
    told = request.headers.get("X-Forwarded-For", "")
    return counted_address(client_address(request.META.get("REMOTE_ADDR", ""), told))
