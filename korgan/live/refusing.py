"""What streams and uploads answer when the database is away or the disk is full: not received, ask again later."""

import logging

from django.db import InterfaceError, OperationalError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from korgan.journal.away import AGAIN_AFTER_S, is_full
from korgan.words import in_all

logger = logging.getLogger(__name__)


async def away(request: Request, reason: Exception) -> Response:
    logger.warning("the database did not answer: %s", type(reason).__name__)
    return not_now(503, "not_received")


async def no_room(request: Request, reason: Exception) -> Response:
    """Any other trouble of the system is a fault of ours and stays one."""
    if not is_full(reason):
        raise reason
    logger.error("there is no room for evidence")
    return not_now(507, "no_room")


def not_now(status: int, code: str) -> JSONResponse:
    told = {"error": code, "message": in_all(f"error.{code}")}
    return JSONResponse(told, status_code=status, headers={"Retry-After": str(AGAIN_AFTER_S)})


handlers = {OperationalError: away, InterfaceError: away, OSError: no_room}
