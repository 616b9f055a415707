"""Five hundred screens vanish abruptly and leave nothing behind; open ones do not keep the process from stopping."""

import socket
import struct

from tests.cast import city, until
from tests.live.listening import Listener, signed_in
from tests.live.web import Web, serving

SCREENS, STAY = 500, 3
# Longer than anybody waits: whoever stops at last because the server's patience with open streams ended has failed.
PATIENCE_S, STOPS_IN_S = 600, 60
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


def test_an_abort_storm_leaves_no_subscriber_and_the_process_stops(fresh_database: str) -> None:
    with serving(fresh_database, PATIENCE_S) as web:
        cookie = signed_in(city().omarov)
        storm(web, cookie)
        until(lambda: web.subscribers() == 0, 60)
        staying = [Listener(web.port, "/live/console", cookie) for _ in range(STAY)]
        for screen in staying:
            screen.next("beat")
        assert web.subscribers() == STAY
        web.process.terminate()
        assert [list(screen.events()) for screen in staying] == [[], [], []]
        web.process.wait(STOPS_IN_S)
        for screen in staying:
            screen.__exit__()


def storm(web: Web, cookie: str) -> None:
    """A third goes before the answer, a third at its beginning, a third while listening; all by a reset."""
    opened = [asked(web, cookie) for _ in range(SCREENS)]
    until(lambda: web.subscribers() > 0, 30)
    for place, screen in enumerate(opened):
        if place % 3:
            screen.recv(1 if place % 3 == 1 else 4096)
        screen.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        screen.close()


def asked(web: Web, cookie: str) -> socket.socket:
    screen = socket.create_connection(("127.0.0.1", web.port), timeout=30)
    screen.sendall(f"GET /live/console HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
    return screen
