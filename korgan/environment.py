"""Settings from the environment, prefix KORGAN_; a bad one is told in one line."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="KORGAN_", extra="ignore")

    database_url: str = "postgresql://korgan@/korgan"
    data: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = 8102
    secret_key: SecretStr = SecretStr("not-yet-made")
    public_url: str = ""
    allowed_hosts: list[str] = ["*"]
    telegram_token: SecretStr | None = None
    telegram_api_url: str = ""
    map_tiles_url: str = ""
    log_level: str = "INFO"

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def database_settings(url: str) -> dict[str, object]:
    """Django's DATABASES entry for a postgresql:// URL, a socket folder given as ?host=."""
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or ""),
    }
