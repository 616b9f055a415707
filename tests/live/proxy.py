"""A TCP proxy that can be told to cut every connection, and to refuse new ones until it is allowed again."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK = 65536


class Proxy:
    """Passes bytes both ways between `url` and a port of this machine."""

    def __init__(self, port: int) -> None:
        self.target = ("127.0.0.1", port)
        self.lock = threading.Lock()
        self.ends: set[socket.socket] = set()
        self.is_refusing = False
        self.cuts = 0
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.door.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.threads = [threading.Thread(target=self.let_in)]
        self.threads[0].start()

    def cut(self) -> None:
        """End every connection now, as a failing line does."""
        with self.lock:
            self.cuts += 1
            for end in self.ends:
                shut(end)

    def refuse(self) -> None:
        """Cut, and let nobody in until `allow`."""
        self.is_refusing = True
        self.cut()

    def allow(self) -> None:
        self.is_refusing = False

    def end(self) -> None:
        shut(self.door)
        self.refuse()
        for thread in self.threads:
            thread.join()
        self.door.close()

    def let_in(self) -> None:
        while True:
            try:
                client, _ = self.door.accept()
            except OSError:
                return
            self.connect(client)

    def connect(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self.target, timeout=5)
        except OSError:
            client.close()
            return
        server.settimeout(None)
        with self.lock:
            self.ends |= {client, server}
            if self.is_refusing:
                shut(client)
                shut(server)
        thread = threading.Thread(target=self.carry, args=(client, server))
        self.threads.append(thread)
        thread.start()

    def carry(self, client: socket.socket, server: socket.socket) -> None:
        """Both ways, until one of the two is gone."""
        back = threading.Thread(target=copy, args=(server, client))
        back.start()
        copy(client, server)
        back.join()
        with self.lock:
            self.ends -= {client, server}
        client.close()
        server.close()


def copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(CHUNK):
            target.sendall(chunk)
    shut(source)
    shut(target)


def shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy(port: int) -> Iterator[Proxy]:
    made = Proxy(port)
    try:
        yield made
    finally:
        made.end()
