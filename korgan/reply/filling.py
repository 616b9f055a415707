"""A text with placeholders, or a ready answer in many languages, made the answer to one appeal."""

from korgan.intake.models import Appeal
from korgan.people.models import User
from korgan.reply import queries, rules
from korgan.reply.models import Template
from korgan.words import Names

FALLBACK = "ru"


def texts_of(code: str, appeal: Appeal) -> Names:
    """The ready answer of this code as the appeal is offered it."""
    texts = next((one.template.texts for one in queries.suggested(appeal) if one.template.code == code), None)
    if texts is None:
        raise Template.DoesNotExist(code)
    return texts


def spoken(texts: Names, appeal: Appeal) -> str:
    return texts.get(appeal.language) or texts[FALLBACK]


def filled(text: str, appeal: Appeal, by: User) -> str:
    """With what is this appeal's own in place of each placeholder; one that nobody can fill is refused, never sent."""
    for name, value in queries.values(appeal, by).items():
        if value is not None:
            text = text.replace(f"{{{name}}}", spoken(value, appeal))
    return rules.require_text(text)
