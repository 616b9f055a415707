"""Settings from the environment, prefix KORGAN_; a bad one is told in one line and ends the program with code 2."""

import hashlib
import ipaddress
import json
import os
import re
import secrets
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "KORGAN_"
SmsProvider = Literal["http", "console", "none"]
SignatureProvider = Literal["none", "certificates", "ncanode", "trial"]
EMBEDDED_NAME = "korgan"
SOCKET_PATH_LIMIT = 107  # bytes of sun_path without its closing zero
# Statements that ask for it are prepared; Django's differ in their text each time and would only fill the cache.
ONLY_WHEN_ASKED = 1_000_000  # times the same statement would have to be seen
# A database that is silent is away: who asks is told so while he still looks at the screen.
PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 10_000, "keepalives_idle": 20, "keepalives_interval": 5}  # s, ms
# What one may do in a minute: `reports`, `messages` and `asks` of one key or sign-in; `newcomers` (reports of phones we
# do not know yet) and `address` (all else) of one address, behind which a whole town may stand; `openings` of streams,
# five a second: a browser whose line is cut again and again comes back twice a second. How much may be open at once in
# a process: `streams`, `uploads` of one key or sign-in; `address_streams` of one address. 0: no limit.
LIMITS = {"reports": 6, "messages": 30, "newcomers": 60, "asks": 600, "address": 6000, "openings": 300,
          "streams": 20, "address_streams": 2000, "uploads": 6}  # fmt: skip
EXAMPLES = {"keep_years": '{"question": [1, 0]}', "limits": '{"messages": 30}'}
PROJECT = Path(__file__).resolve().parent.parent


def default_data() -> Path:
    """Root keeps data where machines keep it, a developer inside the project."""
    if os.geteuid() == 0:
        return Path("/var/lib/korgan")
    if (PROJECT / "pyproject.toml").exists():
        return PROJECT / "var"
    return Path.home() / ".local/share/korgan"


def socket_folder(data: Path) -> Path:
    """Where the embedded Postgres listens: inside the data folder, or a short place when that path is too long."""
    inside = data / "socket"
    if len(os.fsencode(inside / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT:
        return inside
    return Path("/tmp") / f"korgan-{hashlib.sha256(os.fsencode(data)).hexdigest()[:16]}"


def embedded_url(data: Path, database: str = EMBEDDED_NAME) -> str:
    """The address of the embedded Postgres; its password is made at the first start and kept in the data folder."""
    password = kept_secret(data / "postgres-password")
    return f"postgresql://{EMBEDDED_NAME}:{quote(password)}@/{database}?host={quote(str(socket_folder(data)), safe='')}"


def kept_secret(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def default_secret_key(values: dict[str, Any]) -> SecretStr:
    """The key `korgan up` keeps beside the database; before the first start a passing one signs nothing of worth."""
    kept = kept_secret(values["data"] / "secret-key") if "data" in values else ""
    return SecretStr(kept or secrets.token_urlsafe(48))


@dataclass(frozen=True, slots=True)
class Sms:
    """How codes go out."""

    provider: str
    url: str
    method: str
    headers: dict[str, str]
    token: str = field(repr=False)
    body: str
    success: str
    regions: tuple[str, ...]
    per_hour: int


@dataclass(frozen=True, slots=True)
class Signatures:
    """How digital signatures of citizens are verified."""

    provider: str
    roots: tuple[Path, ...]
    crls: tuple[str, ...]
    url: str
    checks: tuple[str, ...]
    folder: Path


def default_sms_provider(values: dict[str, Any]) -> SmsProvider:
    """Who has a public address is no developer: there nobody signs in by phone until a provider is named."""
    return "none" if values.get("public_url") else "console"


class Environment(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore")

    data: Path = Field(default_factory=default_data)
    database_url: str = Field(default_factory=lambda values: embedded_url(values["data"]) if "data" in values else "")
    # The folder of another Postgres' initdb and postgres for `korgan up` to run, such as /usr/lib/postgresql/15/bin.
    postgres_programs: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8102, ge=1, le=65535)
    secret_key: SecretStr = Field(default_factory=default_secret_key, min_length=32)
    public_url: str = Field(default="", pattern=r"^(https?://[^\s/]+)?$")
    allowed_hosts: Annotated[list[str], NoDecode] = ["*"]
    # Whose word is taken for where a client is: addresses or networks of our own proxies.
    trusted_proxies: Annotated[list[str], NoDecode] = ["127.0.0.0/8", "::1"]
    # How much one may ask of us, by name of the limit; see LIMITS.
    limits: Annotated[dict[str, int], NoDecode] = Field(default_factory=dict, validate_default=True)
    require_second_factor: bool = False
    telegram_token: SecretStr | None = Field(default=None, min_length=10)
    telegram_api_url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    keep_raw_days: int = Field(default=30, ge=0, le=36500)
    # Years after closing, by kind or outcome:<outcome>: [erased after, kept by law until]; see korgan/keeping/rules.py.
    keep_years: Annotated[dict[str, tuple[float, float]], NoDecode] = Field(default_factory=dict)
    # Codes by SMS: `http` is described by the rest; `console` prints them on a developer's terminal.
    sms_provider: SmsProvider = Field(default_factory=default_sms_provider)
    sms_url: str = Field(default="", validate_default=True, pattern=r"^(https?://\S+)?$")
    sms_method: Literal["GET", "POST", "PUT"] = "POST"
    sms_headers: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict)
    sms_token: SecretStr = SecretStr("")
    sms_body: str = '{"to": "{phone}", "text": "{text}"}'
    # A regular expression that the body of a successful answer (status 2xx) contains.
    sms_success: str = ""
    sms_regions: Annotated[list[str], NoDecode] = ["KZ", "UA"]
    sms_per_hour: int = Field(default=1000, ge=1)
    # Digital signatures (ЭЦП): by certificates of these files and folders, by a NCANode server, or a developer's trial.
    signatures: SignatureProvider = "none"
    signature_roots: Annotated[list[Path], NoDecode] = Field(default_factory=list, validate_default=True)
    signature_crls: Annotated[list[str], NoDecode] = Field(default_factory=list)
    signature_url: str = Field(default="", validate_default=True, pattern=r"^(https?://\S+)?$")
    signature_checks: Annotated[list[Literal["OCSP", "CRL"]], NoDecode] = ["OCSP"]
    # Originals on a server that speaks S3 instead of in the data folder; what is on its way in stays in the folder.
    evidence_s3_bucket: str = ""
    evidence_s3_endpoint: str = Field(default="", pattern=r"^(https?://\S+)?$")
    evidence_s3_region: str = ""
    evidence_s3_key: str = ""
    evidence_s3_secret: SecretStr = SecretStr("")
    upload_limit_mb: int = Field(default=200, ge=1, le=10_000)
    upload_appeal_mb: int = Field(default=1_000, ge=1)
    upload_day_mb: int = Field(default=2_000, ge=1)
    metrics_token: SecretStr | None = Field(default=None, min_length=16)
    log_format: str = Field(default="line", pattern="^(line|json)$")
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")

    @field_validator("data")
    @classmethod
    def absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("sms_provider")
    @classmethod
    def not_shown_in_public(cls, value: str, given: ValidationInfo) -> str:
        if value == "console" and given.data.get("public_url"):
            raise ValueError("should not be console where there is a public address: codes would stand in its log")
        return value

    @field_validator("sms_url")
    @classmethod
    def named_for_http(cls, value: str, given: ValidationInfo) -> str:
        if given.data.get("sms_provider") == "http" and not value:
            raise ValueError("should be the provider's address when KORGAN_SMS_PROVIDER is http")
        return value

    @field_validator("signatures")
    @classmethod
    def not_tried_in_public(cls, value: str, given: ValidationInfo) -> str:
        if value == "trial" and given.data.get("public_url"):
            raise ValueError("should not be trial where there is a public address: anybody could sign as anybody")
        return value

    @field_validator("signature_roots")
    @classmethod
    def named_and_there(cls, value: list[Path], given: ValidationInfo) -> list[Path]:
        if given.data.get("signatures") == "certificates" and not value:
            raise ValueError("should name the authority's root certificates when KORGAN_SIGNATURES is certificates")
        if missing := [str(one) for one in value if not one.exists()]:
            raise ValueError(f"should name files and folders that are there, not {missing[0]}")
        return value

    @field_validator("signature_url")
    @classmethod
    def named_for_ncanode(cls, value: str, given: ValidationInfo) -> str:
        if given.data.get("signatures") == "ncanode" and not value:
            raise ValueError("should be the server's address when KORGAN_SIGNATURES is ncanode")
        return value

    @field_validator("sms_headers", "keep_years", "limits", mode="before")
    @classmethod
    def read_as_json(cls, value: object, given: ValidationInfo) -> object:
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError:
            example = EXAMPLES.get(str(given.field_name), '{"Authorization": "…"}')
            raise ValueError(f"should be JSON like {example}") from None

    @field_validator("keep_years")
    @classmethod
    def not_for_ever(cls, value: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
        if not all(0 <= years <= 100 for term in value.values() for years in term):
            raise ValueError("should be years between 0 and 100")
        return value

    @field_validator("limits")
    @classmethod
    def known_limits(cls, value: dict[str, int]) -> dict[str, int]:
        if not set(value) <= set(LIMITS) or min(value.values(), default=0) < 0:
            raise ValueError(f"should name limits of {', '.join(LIMITS)}, each a number, 0 for none")
        return {**LIMITS, **value}

    @field_validator("trusted_proxies")
    @classmethod
    def networks(cls, value: list[str]) -> list[str]:
        try:
            return [str(ipaddress.ip_network(one)) for one in value]
        except ValueError:
            raise ValueError("should be addresses or networks with commas, like 10.0.0.5,10.1.0.0/16") from None

    @field_validator("sms_success")
    @classmethod
    def an_expression(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error:
            raise ValueError("should be a regular expression") from None
        return value

    @field_validator(
        "allowed_hosts",
        "sms_regions",
        "trusted_proxies",
        "signature_roots",
        "signature_crls",
        "signature_checks",
        mode="before",
    )
    @classmethod
    def listed(cls, value: object) -> object:
        return [host.strip() for host in value.split(",") if host.strip()] if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def postgres(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
            raise ValueError("should look like postgresql://user:password@host:5432/name")
        return value

    @property
    def is_embedded(self) -> bool:
        """Nobody named a database, so `korgan up` runs one."""
        return "database_url" not in self.model_fields_set

    @property
    def sms(self) -> Sms:
        return Sms(
            provider=self.sms_provider, url=self.sms_url, method=self.sms_method, headers=self.sms_headers,
            token=self.sms_token.get_secret_value(), body=self.sms_body, success=self.sms_success,
            regions=tuple(self.sms_regions), per_hour=self.sms_per_hour,
        )  # fmt: skip

    @property
    def signing(self) -> Signatures:
        return Signatures(
            provider=self.signatures, roots=tuple(self.signature_roots), crls=tuple(self.signature_crls),
            url=self.signature_url, checks=tuple(self.signature_checks), folder=self.data,
        )  # fmt: skip

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def read_environment() -> Environment:
    """The settings of this machine, or one readable line for each bad one and the end of the program."""
    try:
        return Environment()
    except ValidationError as error:
        print("\n".join(complaints(error)), file=sys.stderr)
        raise SystemExit(2) from None


# Whatever was given there may be a secret, so it is not repeated.
SECRETS = {"database_url", "secret_key", "telegram_token", "sms_token", "sms_url", "sms_headers", "sms_body",
           "evidence_s3_secret"}  # fmt: skip


def complaints(error: ValidationError) -> list[str]:
    return [complaint(dict(one)) for one in error.errors() if one["type"] != "default_factory_not_called"]


def complaint(one: dict[str, Any]) -> str:
    name = str(one["loc"][0])
    given = "" if name in SECRETS else f" (it is {one['input']!r})"
    reason = str(one["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    return f"{PREFIX}{name.upper()} {reason}{given}"


def database_settings(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for a postgresql:// URL; ?host= gives a socket folder, the rest are libpq options."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {"prepare_threshold": ONLY_WHEN_ASKED, **PATIENCE, **options},
    }


def evidence_store(environment: Environment) -> dict[str, Any]:
    """Django's STORAGES entry for originals and previews; each is written once, under a name of its own."""
    if not environment.evidence_s3_bucket:
        options: dict[str, Any] = {"location": environment.data / "evidence", "file_permissions_mode": 0o440}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    options = {
        "bucket_name": environment.evidence_s3_bucket,
        "endpoint_url": environment.evidence_s3_endpoint or None,
        "region_name": environment.evidence_s3_region or None,
        "access_key": environment.evidence_s3_key or None,
        "secret_key": environment.evidence_s3_secret.get_secret_value() or None,
        "file_overwrite": False,
        "default_acl": None,
        "signature_version": "s3v4",
        "addressing_style": "path",
        # An original that is read whole waits on the disk, not in memory.
        "max_memory_size": 1024 * 1024,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
