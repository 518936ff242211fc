"""One file, read from top to bottom; whatever differs between machines comes from the environment (README has the table)."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from js_asset import static_lazy

from veille.editions.schema import MODULES
from veille.lib.configuration import kept_secret, mailer
from veille.lib.patience import USUAL
from veille.lib.policies import READER
from veille.lib.proxies import trusted

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Where it runs ----------------------------------------------------------------------------------

DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DEBUG = env.bool("DEBUG", default=False)
PORT = env.int("PORT", default=8000)
SITE_URL = env("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
_site = urlsplit(SITE_URL)
IS_HTTPS = _site.scheme == "https"
_local = [] if IS_HTTPS else ["localhost", "127.0.0.1"]
ALLOWED_HOSTS = list(dict.fromkeys([_site.hostname or "", *_local, *env.list("ALLOWED_HOSTS", default=[])]))
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECRET_KEY = env("SECRET_KEY", default="") or kept_secret(DATA_DIR / "secret_key")
# Whose X-Forwarded-For is believed: how many proxies stand before us, or their addresses. Nobody's unless told.
TRUSTED_PROXIES = trusted(env.list("TRUSTED_PROXIES", default=[]))
WEB_PROCESSES = env.int("WEB_PROCESSES", default=2)

# --- What it is made of -----------------------------------------------------------------------------

INSTALLED_APPS = [
    "veille.lib.desk.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django_tasks_db",
    "django_prose_editor",
    "taggit",
    "axes",
    "veille.lib",
    "veille.accounts",
    "veille.sources",
    "veille.images",
    "veille.editions",
    "veille.contact",
    "summit",
    "veille.articles",
    "veille.review",
    "veille.website",
    "veille.operations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "veille.lib.middleware.without_nul",
    "veille.lib.middleware.without_long_bodies",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "veille.urls"
WSGI_APPLICATION = "veille.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "veille.website.context.site",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # FULL: what was acknowledged survives a power loss. IMMEDIATE: writers queue instead of failing half-way.
    # Opening waits less for a lock than writing does (lib/patience.py): a visitor may be waiting.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 4,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        f"PRAGMA busy_timeout={USUAL * 1000};",
    }
    # A file, as in service: in memory, three writers get "table is locked".
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # What was acknowledged survives a power loss, whatever the server's own default is.
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options["options"] = f"{_options.get('options', '')} -c synchronous_commit=on".strip()
    _options.setdefault("connect_timeout", 4)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

MAILERS = {"default": mailer(env("EMAIL_URL", default=""), DATA_DIR / "mail")}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"veille@{_site.hostname}")
CONTACT_RECIPIENTS = env.list("CONTACT_RECIPIENTS", default=[])
CONTACT_ACKNOWLEDGE = env.bool("CONTACT_ACKNOWLEDGE", default=True)

# --- People -----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
# Ten wrong passwords for one account from one address: ten minutes' pause.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1 / 6
AXES_LOCKOUT_PARAMETERS = [["ip_address", "username"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "veille.accounts.addresses.typed"
AXES_CLIENT_IP_CALLABLE = "veille.lib.proxies.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 14 * 24 * 3600

# Once two people may publish: whoever wrote an article or last changed it does not approve it.
REQUIRE_SECOND_READER = env.bool("REQUIRE_SECOND_READER", default=False)

# --- Words and time ---------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "django"]  # ours, and Django's own words mended
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# --- Files ------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "veille.lib.staticfiles.JoinedStaticFilesStorage"},
}
if env("MEDIA_URL_S3", default=""):
    _bucket = urlsplit(env("MEDIA_URL_S3"))
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": _bucket.path.strip("/"),
            "endpoint_url": f"{_bucket.scheme}://{_bucket.hostname}" + (f":{_bucket.port}" if _bucket.port else ""),
            "access_key": _bucket.username,
            "secret_key": _bucket.password,
        },
    }
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
LONGEST_BODY = 25 * 1024 * 1024  # the heaviest picture (images/decoding.py), and room to say that one is heavier

DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {"js": [static_lazy(module)], "extensions": extensions} for module, extensions in MODULES.items()
]

# --- Safety -----------------------------------------------------------------------------------------

SECURE_CSP = READER  # the desk overrides it: veille/lib/desk.py
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
# Addresses inside a network that the fetcher (veille/lib/fetching.py) may open all the same: {"host": "127.0.0.1:8001"}.
FETCH_ALLOW = env.json("FETCH_ALLOW", default={})
CSRF_FAILURE_VIEW = "veille.website.views.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, without TLS
if IS_HTTPS:
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    # An https site is always behind something that ends TLS; it must set this header itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"

# --- Log: one event, one line, no message text ------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "veille.lib.configuration.OneLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            # Whoever holds one of these addresses may do what it is for.
            "secret": r"(/relecture/|/mes-donnees/|/admin/password/)[\w.:=+-]+",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "axes": {"level": "ERROR"},
        # What people read or mistype is nobody's business: only what broke is told.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django_tasks_db": {"level": "WARNING"},
        "django.tasks": {"level": "WARNING"},
    },
}
