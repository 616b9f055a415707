"""Spans that go out. They are gathered until the outermost ends, for only then it is known which appeal's they are."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import local
from uuid import UUID

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from korgan.tracing.spans import Value

KINDS = {"web": SpanKind.SERVER, "job": SpanKind.CONSUMER, "send": SpanKind.CLIENT}
HALF = (1 << 64) - 1


@dataclass(slots=True)
class Happening:
    """A span under way, with those that were begun inside it."""

    name: str
    told: dict[str, Value]
    began: int = field(default_factory=time.time_ns)
    ended: int = 0
    inner: list["Happening"] = field(default_factory=list)
    failed: str = ""
    appeal: UUID | None = None
    is_new: bool = False

    def note(self, **told: Value) -> None:
        self.told.update(told)

    def about(self, appeal: UUID, is_new: bool = False) -> None:
        self.appeal, self.is_new = appeal, is_new

    def end(self, outer: "Happening | None") -> None:
        self.ended = time.time_ns()
        if outer is not None:
            outer.inner.append(self)
            if outer.appeal is None:
                outer.appeal, outer.is_new = self.appeal, self.is_new


class Ids(RandomIdGenerator):
    """Random ones, but for the span an appeal's trace begins with."""

    def __init__(self) -> None:
        self.wanted = local()

    def generate_trace_id(self) -> int:
        appeal: UUID | None = getattr(self.wanted, "appeal", None)
        return appeal.int if appeal else super().generate_trace_id()

    def generate_span_id(self) -> int:
        appeal: UUID | None = getattr(self.wanted, "appeal", None)
        return first_span(appeal) if appeal else super().generate_span_id()


def first_span(appeal: UUID) -> int:
    return appeal.int & HALF


class On:
    def __init__(self) -> None:
        self.ids = Ids()
        self.provider = TracerProvider(resource=Resource.create({SERVICE_NAME: "korgan"}), id_generator=self.ids)
        self.provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self.tracer = self.provider.get_tracer("korgan")
        self.current: ContextVar[Happening | None] = ContextVar("span", default=None)

    @contextmanager
    def span(self, name: str, **told: Value) -> Iterator[Happening]:
        outer, doing = self.current.get(), Happening(name, told)
        token = self.current.set(doing)
        try:
            yield doing
        except BaseException as trouble:
            # Its words may quote what somebody wrote.
            doing.failed = type(trouble).__name__
            raise
        finally:
            self.current.reset(token)
            doing.end(outer)
            if outer is None:
                self.tell_all(doing)

    def tell_all(self, doing: Happening) -> None:
        if doing.appeal is None:
            self.tell(doing, Context())
        elif doing.is_new:
            self.ids.wanted.appeal = doing.appeal
            self.tell(doing, Context())
        else:
            begun = SpanContext(doing.appeal.int, first_span(doing.appeal), True, TraceFlags(TraceFlags.SAMPLED))
            self.tell(doing, set_span_in_context(NonRecordingSpan(begun), Context()))

    def tell(self, doing: Happening, within: Context) -> None:
        kind = KINDS.get(doing.name.partition(" ")[0], SpanKind.INTERNAL)
        told = {f"korgan.{name}": value for name, value in doing.told.items()}
        span = self.tracer.start_span(doing.name, within, kind, told, start_time=doing.began)
        self.ids.wanted.appeal = None
        for one in doing.inner:
            self.tell(one, set_span_in_context(span, within))
        if doing.failed:
            span.set_status(Status(StatusCode.ERROR, doing.failed))
        span.end(doing.ended)
