"""What citizens of the demo's town report: real requests, each with a key, a citizen and a place of its own."""

import itertools
import json
import random
import secrets
import time
from urllib.parse import urlsplit
from uuid import uuid4

from korgan.demo.plan import CENTRE

TEXTS = (
    ("ru", "На Крепостной авария, есть пострадавшие"),
    ("ru", "Соседи за стеной кричат и бьют посуду, там дети, приезжайте"),
    ("ru", "Вчера у меня украли велосипед из подъезда, синий, рама с царапиной"),
    ("ru", "Подскажите, куда обратиться, если потерял удостоверение"),
    ("kk", "Көшеде төбелес болып жатыр, біреуінің қолында пышақ бар"),
    ("kk", "Ауламыздан үш күннен бері су ағып жатыр, кім жөндейді?"),
    ("uk", "Незнайомий чоловік стежить за дитиною біля школи"),
    ("en", "A drunk driver in a white Lada is going very fast along the river"),
)
SPREAD = 0.06  # degrees around the town's centre: in it, on its edge and beyond
chance = random.Random(102)
numbers = itertools.count(1)


class Reports:
    """Requests to one server, in bytes ready to be sent."""

    def __init__(self, url: str) -> None:
        self.url, self.host = url, urlsplit(url).netloc

    def one(self, mark: str = "") -> bytes:
        """A new report by a new citizen; `mark` is added to its text."""
        return self.posted(body(mark), secrets.token_urlsafe(32))

    def posted(self, told: dict[str, object], key: str) -> bytes:
        content = json.dumps(told, ensure_ascii=False).encode()
        head = (
            f"POST /api/citizen/appeals HTTP/1.1\r\nHost: {self.host}\r\nOrigin: {self.url}\r\n"
            f"Cookie: korgan_key={key}\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content


def body(mark: str = "") -> dict[str, object]:
    language, text = TEXTS[next(numbers) % len(TEXTS)]
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {
        "client_key": str(uuid4()),
        "text": f"{mark} {text}".strip(),
        "language": language,
        "place": {"lon": off(CENTRE[0]), "lat": off(CENTRE[1]), "accuracy_m": chance.uniform(5, 65), "at": now},
        "place_given": True,
        "photos": [],
        "at": now,
    }


def off(centre: float) -> float:
    return centre + chance.uniform(-SPREAD, SPREAD)
