"""A Bot API server of our own for tests and measurements: `with bot_api() as telegram: telegram.writes(AIGERIM, "…")`.

Give `telegram.url` to KORGAN_TELEGRAM_API_URL and `telegram.token` to KORGAN_TELEGRAM_TOKEN."""

from tests.telegram.bot_api import BotApi
from tests.telegram.payloads import AIGERIM, TIMUR, Citizen, Payload
from tests.telegram.server import bot_api

__all__ = ["AIGERIM", "TIMUR", "BotApi", "Citizen", "Payload", "bot_api"]
