"""What is logged: one line or one JSON object each, with the request's id, and never what citizens wrote. The words of
an exception may hold it (a database quotes the row it refuses), so only its kind and where it happened are told."""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
GIVEN = re.compile(r"[\w-]{8,64}", re.ASCII)
# What these say below a warning holds tokens, addresses or what citizens wrote.
TALKATIVE = ("httpx", "httpcore", "telegram", "procrastinate", "django.channels", "uvicorn.access", "asyncio", "PIL",
             "python_multipart", "multipart", "botocore", "boto3", "urllib3", "s3transfer", "psycopg", "psycopg.pool",
             "django.db.backends", "django.template", "a2wsgi", "allauth", "hpack")  # fmt: skip
Told = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Line(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None
        named = request_id.get()
        return super().format(record) + (f" request={named}" if named else "")

    def formatException(self, ei: Any) -> str:  # noqa: N802  # logging's own name
        return "\n".join(where(ei))


class Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if named := request_id.get():
            told["request"] = named
        if record.exc_info:
            told["exception"] = where(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def where(told: Told) -> list[str]:
    """The kind of each exception of the chain, and the places it came by; not its words. A chain may bite its tail."""
    lines: list[str] = []
    one, seen = told[1], set[int]()
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        frames = traceback.extract_tb(one.__traceback__)
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}")
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        one = one.__cause__ or one.__context__
    return lines


def logging_of(level: str, form: str) -> dict[str, Any]:
    """Django's LOGGING for a level and a form, line or json."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": {"()": Json if form == "json" else Line}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "chosen"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {"django.request": {"level": "ERROR"}, **{name: {"level": "WARNING"} for name in TALKATIVE}},
    }
