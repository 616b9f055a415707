"""When a sign-in was last used, noted on its way."""

from contextlib import suppress

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from korgan.faces.refusals import Answer
from korgan.journal.clock import nearly
from korgan.people.sign_ins import seen


def seen_now(ask: Answer) -> Answer:
    def answer(request: HttpRequest) -> HttpResponse:
        answered = ask(request)
        # A citizen's request has no sign-in and need not ask the database's clock for one.
        if request.session.session_key:
            # The answer is made; it is not worth losing for a note.
            with suppress(OperationalError, InterfaceError):
                seen(request.session.session_key, nearly())
        return answered

    return answer
