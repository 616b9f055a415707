"""The web's listening socket, held by the supervisor: while the web restarts, callers wait and are not refused."""

import errno
import http.client
import socket

BACKLOG = 2048


class Taken(Exception):
    """Another program listens on this port, or the address is not ours."""


def open_door(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        door = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        reasons = {
            errno.EADDRINUSE: f"port {port} on {host} is taken by another program; choose another with KORGAN_PORT",
            errno.EACCES: f"port {port} needs rights this account has not; choose one above 1023 with KORGAN_PORT",
        }
        reason = reasons.get(error.errno or 0, f"cannot listen on {host}:{port}: {error.strerror}; see KORGAN_HOST")
        raise Taken(reason) from None
    # Every connection inherits it. uvicorn leaves a socket it was given as it is, and without this each answer and each
    # event of a stream would wait for the caller's acknowledgement of the piece before: 40 ms.
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return door


def answers(host: str, port: int) -> bool:
    """Does the web answer /healthz within a second?"""
    connection = http.client.HTTPConnection(reachable(host), port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def reachable(host: str) -> str:
    """An address a browser on this machine can open."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def address(host: str, port: int) -> str:
    shown = reachable(host)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
