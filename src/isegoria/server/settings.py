"""Django's settings, made from `Configuration`."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from isegoria.server.configuration import DATABASE, options_of, secret_key
from isegoria.server.readiness import configured, is_installed

CONFIGURATION = configured()
HOME = CONFIGURATION.home.absolute()
HERE = Path(__file__).parent

SECRET_KEY = secret_key(HOME)
DEBUG = False
DEVELOPMENT = CONFIGURATION.development
ADDRESS = CONFIGURATION.address
ALLOWED_HOSTS = CONFIGURATION.hosts
ROOT_URLCONF = "isegoria.server.urls"
ASGI_APPLICATION = "isegoria.server.asgi.application"
AUTH_USER_MODEL = "isegoria.Participant"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "isegoria.server.apps.IsegoriaConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    *(["allauth.socialaccount.providers.openid_connect"] if is_installed("openid") else []),
    *(["allauth.socialaccount.providers.saml"] if CONFIGURATION.saml_server else []),
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "isegoria.server.front.security_log.Noted",
    "isegoria.server.pages.web.requests.OwnHost",
    "django.middleware.security.SecurityMiddleware",
    "isegoria.server.front.static_files.StaticFiles",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "isegoria.server.pages.web.languages.ForumLanguages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "isegoria.server.pages.web.roles.RolesInForce",
    "isegoria.server.pages.web.requests.Unkept",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "isegoria.server.forum.claims.EndedClaims",
    "isegoria.server.forum.signed_in.LastSeen",
    "isegoria.server.pages.web.requests.Explained",
]
TAGS = ("components", "conduct", "contributions", "isegoria", "outcomes")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "pages/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {name: f"isegoria.server.pages.tags.{name}" for name in TAGS},
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "isegoria.server.pages.web.context.forum",
            ],
        },
    }
]


def database(url: str) -> dict[str, object]:
    """Return Django's description of the database: PostgreSQL by `url`, SQLite in the home without
    one.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / DATABASE,
            "CONN_MAX_AGE": None,  # to open a file anew for each page takes longer than its queries
            "OPTIONS": {
                # DEFERRED gives "database is locked" under several writers
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                " PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options_of(url),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,  # after a restart of the server a connection is of no use
    }


DATABASES = {"default": database(CONFIGURATION.database_url)}


def limits(url: str) -> dict[str, object]:
    """Return where limits of signing in are counted: on PostgreSQL, where a forum may be several
    processes, in the database.

    Strangers fill it; with the usual 300 entries they would drive out what others tried.
    """
    options: dict[str, object] = {"OPTIONS": {"MAX_ENTRIES": 100_000}}
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", **options}
    return {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "isegoria_limits",
        "KEY_FUNCTION": "isegoria.server.front.counted_attempts.hashed",
        **options,
    }


CACHES = {"default": limits(CONFIGURATION.database_url)}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("ar", _("Arabic"))]
LOCALE_PATHS = [HERE.parent / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "isegoria.server.pages.formats"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [HERE / "pages/static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "isegoria.server.front.static_files.HashedNames"},
}
WHITENOISE_USE_FINDERS = True

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "isegoria.server.forum.passwords.Length"},
    {"NAME": "isegoria.server.forum.passwords.Guessed"},
]
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = (
    True  # typed where the password was typed; forum/proving.py
)
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
PASSWORD_RESET_TIMEOUT = 3600  # seconds; a mail server may put off a mail of a new sender
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # an address is a way in
ACCOUNT_EMAIL_NOTIFICATIONS = True  # that the way in was changed is told by mail
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # of a second factor, by account; wrong passwords wait (forum/attempts.py)
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/m/ip",
    # codes to one address; a stranger who asks for one must not use up the owner's
    "confirm_email": "5/10m/key",
    # reports of readers without an account: from one address, and from all
    "report": "3/h/ip,6/d/ip,100/d/key",
}
ACCOUNT_FORMS = {
    "confirm_email_verification_code": "isegoria.server.forum.claims.ProvenCode",
    "signup": "isegoria.server.forum.sign_up.SignUp",
}
ACCOUNT_ADAPTER = "isegoria.server.forum.accounts.Accounts"
MFA_ADAPTER = "isegoria.server.forum.factors.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # the code before and after: clocks differ, and people type slowly
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT
MFA_FORMS = {
    "authenticate": "isegoria.server.forum.factor_forms.Code",
    "reauthenticate": "isegoria.server.forum.factor_forms.CodeAgain",
    "activate_totp": "isegoria.server.forum.factor_forms.FirstCode",
    "add_webauthn": "isegoria.server.forum.factor_forms.AddPasskey",
    "edit_webauthn": "isegoria.server.forum.factor_forms.RenamePasskey",
}
SOCIALACCOUNT_ADAPTER = "isegoria.server.forum.proving.Providers"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = (
    False  # an address that a provider names leads into no account that is there
)
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": CONFIGURATION.oidc_name,
                "client_id": CONFIGURATION.oidc_client,
                "secret": CONFIGURATION.oidc_secret,
                "settings": {"server_url": CONFIGURATION.oidc_server},
            }
        ]
        if CONFIGURATION.oidc_server
        else [],
    }
}

DEFAULT_FROM_EMAIL = CONFIGURATION.mail_from
if DEVELOPMENT:
    EMAIL_BACKEND = "isegoria.server.front.mailbox.Mailbox"
elif not CONFIGURATION.smtp_url:  # a command; the forum itself is not opened without (readiness.py)
    EMAIL_BACKEND = "isegoria.server.front.mailbox.NoServer"
else:
    _smtp = urlsplit(CONFIGURATION.smtp_url)
    EMAIL_HOST, EMAIL_PORT = _smtp.hostname or "localhost", _smtp.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
        unquote(_smtp.username or ""),
        unquote(_smtp.password or ""),
    )
    EMAIL_USE_TLS = True
    EMAIL_BACKEND = "isegoria.server.front.outbox.OutgoingMail"
# What a worker hands a queued mail to: in development no mail reaches people, whatever is queued.
MAIL_SERVER = (
    "isegoria.server.front.mailbox.Mailbox"
    if DEVELOPMENT
    else "isegoria.server.front.smtp.MailServer"
)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["mail", "looking"]}}
EMAIL_TIMEOUT = 5  # seconds; a mail server that hangs for longer is given up

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEVELOPMENT
# Browsers take a cookie with this beginning from the forum's own host only, by HTTPS: another host
# of the same domain cannot set one for it.
_OWN_HOST = "" if DEVELOPMENT else "__Host-"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_OWN_HOST}sessionid", f"{_OWN_HOST}csrftoken"
KNOWN_BROWSER_COOKIE_NAME = f"{_OWN_HOST}came_in"  # forum/attempts.py
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else 31_536_000
if CONFIGURATION.proxy:  # anyone can send these headers; only a proxy that was declared is believed
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = CONFIGURATION.proxy
X_FRAME_OPTIONS = "DENY"
_PROVIDERS = [
    "{0.scheme}://{0.netloc}".format(urlsplit(server))
    for server in (CONFIGURATION.oidc_server, CONFIGURATION.saml_server)
    if server
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *_PROVIDERS],  # the way to the provider begins with a form
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "isegoria.server.faults.Plain"},
        "json": {"()": "isegoria.server.faults.Json"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": CONFIGURATION.log_format}
    },
    "loggers": {
        "isegoria": {"handlers": ["console"], "level": "INFO"},
        "django": {"handlers": ["console"], "level": "WARNING"},
        "django.request": {
            "level": "CRITICAL"
        },  # faults.py writes what fails, with its number; what is not found is no fault
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # anybody can ask for any host
    },
}
# Two texts of 200,000 characters (a model and its scenario), of which each may take twelve bytes,
# make the longest form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
CSRF_FAILURE_VIEW = "isegoria.server.pages.web.requests.form_expired"
