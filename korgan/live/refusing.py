"""What streams and uploads answer in words: nothing at this address, or not now and when to ask again."""

import logging

from django.db import InterfaceError, OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from korgan.journal.away import AGAIN_AFTER_S
from korgan.words import in_all

logger = logging.getLogger(__name__)


async def away(request: Request, reason: Exception) -> Response:
    logger.warning("the database did not answer: %s", type(reason).__name__)
    told = {"error": "not_received", "message": in_all("error.not_received")}
    return JSONResponse(told, status_code=503, headers={"Retry-After": str(AGAIN_AFTER_S)})


async def told(request: Request, reason: HTTPException) -> Response:
    code = {404: "not_found", 405: "wrong_method"}.get(reason.status_code, "malformed")
    said = {"error": code, "message": in_all(f"error.{code}")}
    return JSONResponse(said, status_code=reason.status_code, headers=reason.headers)


handlers = {OperationalError: away, InterfaceError: away, HTTPException: told}
