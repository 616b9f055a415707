"""Python loads this at the start of every process that finds it on its path: it writes down who watches, and whatever
the process asks of another machine than this one."""

import os
import sys
from ipaddress import ip_address

WRITTEN = os.environ["KORGAN_WATCHED"]


def note(line: str) -> None:
    with open(WRITTEN, "a") as file:
        file.write(f"{line}\n")


def is_here(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        return ip_address(name).is_loopback or ip_address(name).is_unspecified
    except ValueError:
        return name == "localhost"


def watch(event: str, given: tuple[object, ...]) -> None:
    if event == "socket.getaddrinfo" and not is_here(given[0]):
        note(f"outside: {given[0]!r}")
    if event in ("socket.connect", "socket.sendto"):
        address = given[1]
        # Others are files of this machine.
        if isinstance(address, tuple) and not is_here(address[0]):
            note(f"outside: {address!r}")


note(f"watching: {' '.join(sys.orig_argv)}")
sys.addaudithook(watch)
