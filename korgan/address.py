"""From where a request comes, said in one place. Only proxies that KORGAN_TRUSTED_PROXIES names are believed, each in
what it added itself: what a client writes into X-Forwarded-For before them is nobody's word."""

import ipaddress
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings

# One household gets 2^64 addresses.
IPV6_PREFIX = 64
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def address_of(meta: Mapping[str, str]) -> str:
    """Of a WSGI request; empty when nobody trustworthy says."""
    return client_address(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""))


def client_address(peer: str, told: str) -> str:
    """The nearest hop that is no proxy of ours; nobody at the other end of a socket file is one."""
    hops = [hop.strip() for hop in told.split(",") if hop.strip()]
    nearest = peer
    while hops and (not nearest or is_proxy(nearest)):
        nearest = hops.pop()
    try:
        return str(ipaddress.ip_address(nearest))
    except ValueError:
        return ""


def is_proxy(address: str) -> bool:
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(read in network for network in settings.TRUSTED_PROXIES)


@lru_cache(4096)
def counted_address(address: str) -> str:
    """The address a client is counted by."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    return str(ipaddress.IPv6Network((read, IPV6_PREFIX), strict=False).network_address)
