"""What streams answer when the database is away: not now, and when to ask again."""

import logging

from django.db import InterfaceError, OperationalError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from korgan.journal.away import AGAIN_AFTER_S
from korgan.words import in_all

logger = logging.getLogger(__name__)


async def away(request: Request, reason: Exception) -> Response:
    logger.warning("the database did not answer: %s", type(reason).__name__)
    told = {"error": "not_received", "message": in_all("error.not_received")}
    return JSONResponse(told, status_code=503, headers={"Retry-After": str(AGAIN_AFTER_S)})


handlers = {OperationalError: away, InterfaceError: away}
