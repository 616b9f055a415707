"""From where a citizen asks: what limits count by. A proxy of our own stands on this machine and names the address
last; what stands before that the client may have made up."""

from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest

NETWORK_BITS = 64


def address_of(request: HttpRequest) -> str:
    """An IPv4 address, or the network of an IPv6 one: a phone changes the rest of it as it likes."""
    peer = request.META.get("REMOTE_ADDR", "")
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return counted(told if told and is_ours(peer) else peer)


def is_ours(peer: str) -> bool:
    try:
        return ip_address(peer).is_loopback
    except ValueError:
        return True  # a socket of this machine


def counted(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, IPv6Address):
        return str(IPv6Address(int(known) >> NETWORK_BITS << NETWORK_BITS))
    return str(known)
