"""Settings of the one Django project. Every choice that an operator may make comes from the environment.

OPENREGIME_HOME        the data folder (docs/reference/settings)
OPENREGIME_ADDRESS     where people reach the service; https makes cookies and links secure
OPENREGIME_HOSTS       further host names to answer to, separated by commas; loopback is always answered
OPENREGIME_DEBUG       1 shows tracebacks in the page: for development only
OPENREGIME_SECRET_KEY  used instead of the key in the data folder
OPENREGIME_OIDC        the file of organisations' own sign-in services, instead of oidc.toml in the data folder
OPENREGIME_IDLE_MINUTES        minutes without a page after which a session ends
OPENREGIME_SECOND_FACTOR       of whom a second factor is required: nobody, sensitive, everybody
OPENREGIME_WRITES_PER_MINUTE   how many times a minute one person may change something
OPENREGIME_HSTS_SUBDOMAINS     1 asks browsers to use https for every host below this one too
DATABASE_URL           another database; without it, SQLite in the data folder

Importing this module reads the environment and the key file and writes nothing.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from openregime.web.people.oidc import from_environment, provider_settings
from openregime.web.site.choices import one_word, whole_number
from openregime.web.site.database import database_settings
from openregime.web.site.folder import DATABASE_FILE, data_folder, secret_key
from openregime.web.site.mail import mail_settings
from openregime.web.site.outside import YEAR_SECONDS, public_address

SITE = Path(__file__).resolve().parent
DATA_FOLDER = data_folder()

DEBUG = os.environ.get("OPENREGIME_DEBUG") == "1"
# The server makes the key before it loads this module; a process that serves nobody needs none that outlives it.
SECRET_KEY = secret_key(DATA_FOLDER) or get_random_secret_key()
ADDRESS = public_address(os.environ.get("OPENREGIME_ADDRESS", ""))
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    *([ADDRESS.host] if ADDRESS.host else []),
    *(host.strip() for host in os.environ.get("OPENREGIME_HOSTS", "").split(",") if host.strip()),
]

# ---- apps: one per noun; a new one adds its line here and its addresses to urls.py
OPENREGIME_APPS: tuple[str, ...] = (
    "openregime.web.site",
    "openregime.web.record",
    "openregime.web.regime",
    "openregime.web.instruments",
    "openregime.web.states",
    "openregime.web.repair",
    "openregime.web.index",
    "openregime.web.outlook",
    "openregime.web.help",
    "openregime.web.search",
    "openregime.web.sharing",
    "openregime.web.downloads",
    "openregime.web.api",
    "openregime.web.trail",
    "openregime.web.people",
    "openregime.web.disclosure",
    "openregime.web.proposals",
    "openregime.web.releases",
    "openregime.web.jobs",
    "openregime.web.demo",
)
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks_db",
    *OPENREGIME_APPS,
]

MIDDLEWARE = [
    "openregime.web.site.middleware.HeadWithoutBody",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "openregime.web.site.middleware.LanguageOfAddress",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "openregime.web.people.middleware.SessionsEnd",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "openregime.web.people.middleware.WritesCounted",
    "openregime.web.people.middleware.SecondFactorFirst",
    "openregime.web.site.middleware.OwnWordsOfAddress",
    "openregime.web.site.middleware.RefusalsAsPages",
]

ROOT_URLCONF = "openregime.web.site.urls"
WSGI_APPLICATION = "openregime.web.site.wsgi.application"
CSRF_FAILURE_VIEW = "openregime.web.site.errors.forgery_suspected"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE.parent / "people" / "templates"],  # before those of allauth
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "openregime.web.site.context.shared",
            ],
        },
    },
]

DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL", ""), DATA_FOLDER / DATABASE_FILE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits on attempts are counted here, so all processes must see the same counts.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "openregime_limits"},
}

# ---- long work: kept in the database until a worker takes it (web/jobs)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# ---- people: by invitation only, with a password of their own and a second factor, or by their organisation's sign-in
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "openregime.web.people.passwords.NotOfThisPlace"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "people"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "openregime.web.people.adapter.ByInvitation"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation was sent there
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True  # another address counts once a letter to it was answered, never before
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_USER_DISPLAY = "openregime.web.people.display.name_of"
MFA_ADAPTER = "openregime.web.people.adapter.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG  # browsers treat localhost as secure; this is for other names in development
SOCIALACCOUNT_ADAPTER = "openregime.web.people.adapter.KnownPeopleOnly"
SOCIALACCOUNT_ONLY = False
_SERVICES = from_environment(DATA_FOLDER)
SOCIALACCOUNT_PROVIDERS = provider_settings(_SERVICES)
USERSESSIONS_TRACK_ACTIVITY = True
# Behind a proxy on this machine: it says in X-Forwarded-Proto that the reader came by https, and gunicorn believes it
# from loopback only; the reader's own address is the last one that the proxy wrote into X-Forwarded-For. To lead
# readers from http to https is the proxy's: this process hears only what comes through it.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ADDRESS.is_https
SECURE_HSTS_SECONDS = YEAR_SECONDS if ADDRESS.is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = os.environ.get("OPENREGIME_HSTS_SUBDOMAINS") == "1"
# Browsers take a cookie of such a name from this very host over https only: no neighbour can plant one.
COOKIE_PREFIX = "__Host-" if ADDRESS.is_https else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ADDRESS.is_https else 0
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ADDRESS.is_https else "http"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_HOURS = 12
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
IDLE_MINUTES = whole_number(
    "OPENREGIME_IDLE_MINUTES", os.environ.get("OPENREGIME_IDLE_MINUTES", ""), default=30, low=5, high=SESSION_HOURS * 60
)
SECOND_FACTOR = one_word(
    "OPENREGIME_SECOND_FACTOR",
    os.environ.get("OPENREGIME_SECOND_FACTOR", ""),
    default="sensitive",
    words=("nobody", "sensitive", "everybody"),
)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
WRITES_PER_MINUTE = whole_number(
    "OPENREGIME_WRITES_PER_MINUTE", os.environ.get("OPENREGIME_WRITES_PER_MINUTE", ""), default=120, low=10, high=10**6
)
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ---- mail
_MAIL = mail_settings(os.environ.get("OPENREGIME_MAIL", ""))
SENDS_MAIL: bool = _MAIL["SENDS_MAIL"]  # whether pages may promise a letter
globals().update(_MAIL)

# ---- languages: the six of the United Nations
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ar", _("Arabic")),
    ("zh-hans", _("Chinese")),
    ("en", _("English")),
    ("fr", _("French")),
    ("ru", _("Russian")),
    ("es", _("Spanish")),
]
LOCALE_PATHS = [SITE / "locale"]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}openregime_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# ---- static files: hashed and compressed once at start, served by the application itself
STATIC_URL = "static/"
STATIC_ROOT = DATA_FOLDER / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # pages name only these; half of the first start's compressing
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ---- headers
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        # browsers hold this against the address that a form is sent on to as well
        "form-action": [SELF, *sorted({one.origin for one in _SERVICES})],
        "frame-ancestors": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# ---- limits on what is sent to us: the pages take short forms only
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "openregime.web.site.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # A refused request is the visitor's to mend and was answered in words; only our own failures are logged.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False},
        "openregime": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
