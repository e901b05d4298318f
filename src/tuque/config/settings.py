"""Every setting of the site, read from the environment; each is explained in docs/reference/settings.md."""

import secrets
import sys
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from tuque.config import env
from tuque.core import limits

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("TUQUE_DATA_DIR", "var")


def _own_secret() -> str:
    """The secret of an installation that was given none: made once, kept beside its database, readable by its owner."""
    path = DATA_DIR / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


TESTING = "pytest" in sys.modules
DEBUG = False
SECRET_KEY = env.text("TUQUE_SECRET_KEY") or _own_secret()
HTTPS = env.flag("TUQUE_HTTPS")
ALLOWED_HOSTS = env.words("TUQUE_HOSTS", "localhost,127.0.0.1,[::1]") + (["testserver"] if TESTING else [])
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS]

ROOMS = [
    "tuque.core",
    "tuque.accounts",
    "tuque.audit",
    "tuque.retention",
    "tuque.breakglass",
    "tuque.agreements",
    "tuque.forms",
    "tuque.geo",
    "tuque.people",
    "tuque.directory",
    "tuque.referrals",
    "tuque.interactions",
    "tuque.stock",
    "tuque.instruments",
    "tuque.channels",
    "tuque.contact_centre",
    "tuque.insight",
    "tuque.releases",
    "tuque.web",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    *ROOMS,  # before allauth: our templates and our words take the place of its own
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tuque.web.middleware.SafeHeaders",
    "tuque.web.middleware.NothingInTheClear",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tuque.web.middleware.PolicyHeader",
    "tuque.web.built.StaticFiles",
    "tuque.core.wall.middleware.Doorstep",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tuque.accounts.middleware.WorkerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tuque.web.middleware.ProblemPages",
]
ROOT_URLCONF = "tuque.config.urls"
WSGI_APPLICATION = "tuque.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tuque.web.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "tuque.web.templatetags.page"],
        },
    }
]

DATABASES = {"default": {**env.database("TUQUE_DATABASE_URL", embedded=DATA_DIR / "tuque.sqlite3")}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATOR_URL = env.text("TUQUE_MIGRATOR_URL")
TRIAL = env.flag("TUQUE_TRIAL") or TESTING
BUS_URL = env.text("TUQUE_BUS_URL")
FILES_URL = env.text("TUQUE_FILES_URL")
BACKUPS_DIR = env.text("TUQUE_BACKUPS_DIR", str(DATA_DIR / "backups"))
BACKUP_HOUR = env.whole_number("TUQUE_BACKUP_HOUR", -1)
KEYS_URL = env.text("TUQUE_KEYS_URL", (DATA_DIR / "keys" / "root").as_uri())
TILES_URL = env.text("TUQUE_TILES_URL")
TURN_URL = env.text("TUQUE_TURN_URL")
LANGUAGE_MODEL_URL, LANGUAGE_MODEL_KEY = env.text("TUQUE_LANGUAGE_MODEL_URL"), env.text("TUQUE_LANGUAGE_MODEL_KEY")
MAILBOX_URL = env.text("TUQUE_MAILBOX_URL")
AUDIT_ROOTS_DIR = env.text("TUQUE_AUDIT_ROOTS_DIR")
API_REQUESTS_PER_MINUTE = env.whole_number("TUQUE_API_REQUESTS_PER_MINUTE", limits.LIMITS["api"][0].amount)
CACHES = {
    # allauth counts the attempts to sign in here: for all processes, with Redis or without it. A count that cannot be
    # kept refuses. No row is dropped to make room, or whoever fills the table would empty it.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_attempts",
        "KEY_FUNCTION": "tuque.accounts.attempts.scrambled",
        "OPTIONS": {"MAX_ENTRIES": 10_000_000},
    },
    # What may be forgotten, and is asked for at every request.
    "quick": {"BACKEND": "tuque.core.quick.QuickCache", "LOCATION": BUS_URL}
    if BUS_URL and not TESTING  # two test processes must not clear one another's counts
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend" if TESTING else "django_tasks_db.DatabaseBackend"
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [PACKAGE / "cli" / "locale"]  # the rooms' own are found by themselves
FORMAT_MODULE_PATH = "tuque.config.formats"
LANGUAGE_COOKIE_NAME = "__Host-tuque-language" if HTTPS else "tuque_language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
TIME_ZONE = env.text("TUQUE_TIME_ZONE", "America/Winnipeg")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    if TESTING
    else env.files("TUQUE_FILES_URL", folder=DATA_DIR / "files"),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"/built/.+-[A-Za-z0-9_-]{8}\.\w+$"

AUTH_USER_MODEL = "accounts.Worker"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "tuque.accounts.passwords.OneReason", "OPTIONS": {"min_length": 12}}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by the invitation that was sent to it
ACCOUNT_FORMS = {
    "login": "tuque.accounts.forms.SignIn",
    "reset_password": "tuque.accounts.forms.AskForReset",
    "reset_password_from_key": "tuque.accounts.forms.ResetPassword",
    "change_password": "tuque.accounts.forms.ChangePassword",
    "set_password": "tuque.accounts.forms.SetPassword",
    "reauthenticate": "tuque.accounts.forms.ConfirmPassword",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger's address is not written to
ACCOUNT_ADAPTER = "tuque.accounts.adapters.WorkerAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = limits.for_allauth()
SOCIALACCOUNT_ADAPTER = "tuque.accounts.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS = env.single_sign_on()
MFA_ADAPTER = "tuque.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "tuque.accounts.forms.EnterCode",
    "reauthenticate": "tuque.accounts.forms.ConfirmWithCode",
    "activate_totp": "tuque.accounts.forms.ActivateApp",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # allauth's own records of addresses are not used
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Tuque"
MFA_TOTP_TOLERANCE = 1  # a phone’s clock may be half a minute off
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE = timedelta(minutes=max(10, env.whole_number("TUQUE_IDLE_MINUTES", 120)))  # its use is noted every five
SESSION_COOKIE_NAME = "__Host-tuque" if HTTPS else "tuque_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-tuque-csrf" if HTTPS else "tuque_csrf"
CSRF_FAILURE_VIEW = "tuque.web.views.form_expired"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^api/", "^openrosa/"]  # refused instead: `NothingInTheClear`
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env.flag("TUQUE_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # else every attempt would count as the proxy's
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" would make browsers send forms as from nowhere, and be refused
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF, *env.origins("TUQUE_TILES_URL")],
        "font-src": [SELF],
        "form-action": [SELF, *env.origins("TUQUE_OIDC_URL")],  # signing in leads there
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:", "blob:", *env.origins("TUQUE_TILES_URL")],
        "manifest-src": [SELF],
        "media-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "worker-src": [SELF],
    }
}

EMAIL_BACKEND, EMAIL_SETTINGS = env.mail("TUQUE_EMAIL_URL", folder=DATA_DIR / "outgoing-mail")
EMAIL_FILE_PATH = EMAIL_SETTINGS.get("folder")
EMAIL_HOST = str(EMAIL_SETTINGS.get("host", "localhost"))
EMAIL_PORT = int(str(EMAIL_SETTINGS.get("port", 25)))
EMAIL_HOST_USER = str(EMAIL_SETTINGS.get("user", ""))
EMAIL_HOST_PASSWORD = str(EMAIL_SETTINGS.get("password", ""))
EMAIL_USE_TLS = bool(EMAIL_SETTINGS.get("tls", False))
DEFAULT_FROM_EMAIL = env.text("TUQUE_EMAIL_FROM", "tuque@localhost")

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
LARGEST_BODY = env.whole_number("TUQUE_LARGEST_UPLOAD_MB", 512) * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# Logs carry codes and public ids, never words, names or numbers of people.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "tuque.core.logs.Line", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("TUQUE_LOG_LEVEL", "WARNING")},
    "loggers": {
        # Anyone may send any host name: it is refused, and is no news.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "tuque": {"level": env.text("TUQUE_LOG_LEVEL", "INFO"), "propagate": True},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
