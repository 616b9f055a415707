"""Django's settings, all read from the environment (see environment.py); one module for every machine."""

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

from korgan.environment import database_settings, evidence_store, read_environment
from korgan.logs import logging_of

environment = read_environment()

BASE_DIR = Path(__file__).resolve().parent
SECRET_KEY = environment.secret_key.get_secret_value()
DEBUG = False
ALLOWED_HOSTS = environment.allowed_hosts
PUBLIC_URL = environment.public_url
TRUSTED_PROXIES = [ip_network(one) for one in environment.trusted_proxies]
LIMITS = environment.limits
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "ru"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("uk", "Українська"), ("en", "English")]
ROOT_URLCONF = "korgan.urls"
WSGI_APPLICATION = "korgan.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.usersessions",
    "ninja",  # its pages of API docs, served by us and not by a foreign host
    "procrastinate.contrib.django",
    "korgan.journal",
    "korgan.territory",
    "korgan.people",
    "korgan.evidence",
    "korgan.channels",
    "korgan.intake",
    "korgan.triage",
    "korgan.routing",
    "korgan.handling",
    "korgan.dispatch",
    "korgan.reply",
    "korgan.keeping",
    "korgan.demo",
]

MIDDLEWARE = [
    "korgan.faces.measuring.measured",
    "korgan.headers.with_headers",
    "korgan.faces.refusals.within_bounds",
    "korgan.faces.refusals.in_words",
    "korgan.faces.refusals.own_origin",
    "korgan.faces.refusals.announced",
    "korgan.faces.limiting.limited",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "korgan.faces.seen.seen_now",
    "korgan.faces.admin.site.in_his_language",
    "korgan.faces.refusals.DatabaseAway",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "faces/admin/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": {**database_settings(environment.database_url), "CONN_MAX_AGE": None}}

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"}]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "korgan.people.sign_in.StaffAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Its own counts are per process and forgotten by a restart; ours are in the database (people/lockout.py).
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_ADAPTER = "korgan.people.sign_in.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # half minutes by which a phone's clock may be wrong
REQUIRE_SECOND_FACTOR = environment.require_second_factor
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)

# Which codes were used must be known to every process.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "people_cache"}}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 13 * 3600  # one shift and an hour
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.is_https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.is_https else None
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
# The body of an ordinary request; photos stream past Django.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
# The build names its files by their content.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/app/assets/"

EVIDENCE_ROOT = environment.data / "evidence"
# Outside systems deliver again for a day or so: a day less than two would let a repeat in.
KEEP_RAW = timedelta(days=max(2, environment.keep_raw_days)) if environment.keep_raw_days else None
# Bytes: of one file, of all that one appeal gets, of all that one phone sends in a day.
UPLOAD_LIMIT, UPLOAD_APPEAL_LIMIT, UPLOAD_DAY_LIMIT = (
    megabytes * 1024 * 1024
    for megabytes in (environment.upload_limit_mb, environment.upload_appeal_mb, environment.upload_day_mb)
)
TELEGRAM_TOKEN = environment.telegram_token.get_secret_value() if environment.telegram_token else ""
TELEGRAM_API_URL = environment.telegram_api_url

SMS = environment.sms
SIGNATURES = environment.signing
KEEP_YEARS = environment.keep_years

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": EVIDENCE_ROOT}},
    "evidence": evidence_store(environment),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

METRICS_TOKEN = environment.metrics_token.get_secret_value() if environment.metrics_token else ""
LOGGING = logging_of(environment.log_level, environment.log_format)
