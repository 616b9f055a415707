"""The web's listening socket, as the web sees it."""

import socket

from korgan.machine.doors import open_door


def test_an_answer_in_two_pieces_does_not_wait_for_the_callers_acknowledgement() -> None:
    with open_door("127.0.0.1", 0) as door, socket.create_connection(door.getsockname()):
        # uvicorn takes a socket it was given for a local one, which has no such option, and so never sets it.
        given = socket.fromfd(door.fileno(), socket.AF_UNIX, socket.SOCK_STREAM)
        accepted, _ = given.accept()
        with given, accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
