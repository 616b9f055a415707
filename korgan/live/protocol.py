"""uvicorn's HTTP, which waits and gathers without end, with an end to both: a head that does not come or has no end is
refused, whoever stalls. `uvicorn --http korgan.live.protocol:Bounded`."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from korgan.bounds import LARGEST_HEAD, LONGEST_URL

HEAD_IN_S = 15.0
# Whatever is complete the applications refuse in words; here is refused what does not become complete.
GATHERED = 2 * (LARGEST_HEAD + LONGEST_URL)
REFUSED = b"HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Bounded(HttpToolsProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn names the transport it gets
        self.gathered, self.slow = 0, None  # type: int, asyncio.TimerHandle | None
        self.await_head()

    def connection_lost(self, reason: Exception | None) -> None:
        self.stop_waiting()
        super().connection_lost(reason)

    def await_head(self) -> None:
        self.gathered = 0
        self.stop_waiting()
        self.slow = self.loop.call_later(HEAD_IN_S, self.too_slow)

    def stop_waiting(self) -> None:
        if self.slow is not None:
            self.slow.cancel()
            self.slow = None

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.slow is None:
            return
        self.gathered += len(data)
        if self.gathered > GATHERED:
            self.refuse(b"431 Request Header Fields Too Large")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.await_head()

    def on_headers_complete(self) -> None:
        self.stop_waiting()
        super().on_headers_complete()

    def too_slow(self) -> None:
        if self.is_answering():
            self.await_head()  # the next request was begun while the last is still answered
        else:
            self.refuse(b"408 Request Timeout")

    def is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def refuse(self, status: bytes) -> None:
        self.stop_waiting()
        if not self.transport.is_closing():
            self.transport.write(REFUSED % status)
            self.transport.close()
