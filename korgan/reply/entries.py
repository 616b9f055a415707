from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ReplyWritten:
    appeal: UUID
    message: UUID


@dataclass(frozen=True, slots=True)
class LanguageCorrected:
    """Staff have said which language the citizen is spoken to in."""

    appeal: UUID
    language: str


@dataclass(frozen=True, slots=True)
class TemplateAdded:
    template: int
    code: str
    area: int | None


@dataclass(frozen=True, slots=True)
class TemplateChanged:
    template: int


@dataclass(frozen=True, slots=True)
class TemplateRetired:
    template: int


@dataclass(frozen=True, slots=True)
class DeliveryChanged:
    appeal: UUID
    message: UUID
    part: UUID
    state: str


@dataclass(frozen=True, slots=True)
class DeliveryRequeued:
    """An operator wants a part sent once more."""

    appeal: UUID
    message: UUID
    part: UUID
    state: str
