"""Settings, made from the environment that `config.environment` read."""

from __future__ import annotations

from pathlib import Path

import dj_database_url

from config import environment, mail

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = environment.read(BASE_DIR)

# Site -------------------------------------------------------------------------------------------

# Never on by itself: error pages with local variables would show people's data.
DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
FIELD_KEYS = list(ENV.field_keys)
SITE_URL = ENV.site_url
ALLOWED_HOSTS = list(ENV.allowed_hosts)
TRUSTED_PROXY_COUNT = ENV.trusted_proxy_count
DATA_DIR = ENV.data_dir
READYZ_TOKEN = ENV.readyz_token
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "home",
    "campaign",
    "letters",
    "signatories",
    "officials",
    "delivery",
    "privacy",
    "wagtail_footnotes",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "csp",
    "anymail",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "config.middleware.PolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

_TEMPLATE_ENGINE = "django.template.backends.django.DjangoTemplates"
TEMPLATES = [
    {
        "BACKEND": _TEMPLATE_ENGINE,
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
    # Text parts of mails must not be escaped as HTML; listed last, so it is used by name only.
    {
        "NAME": "text",
        "BACKEND": _TEMPLATE_ENGINE,
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"autoescape": False},
    },
]

# Database ---------------------------------------------------------------------------------------

_database = dj_database_url.parse(ENV.database_url, conn_max_age=60, conn_health_checks=True)
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a transaction that will write takes the lock first; without it writes fail under
    # load. secure_delete: what was erased does not stay readable in free pages.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
        ),
    }
    # A file, so that tests may use real threads and processes.
    _database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    # A server that is away is noticed in seconds: visitors get a sentence, and the worker goes on.
    # Opening a connection costs more than signing on: threads wait in line for a few open ones.
    _database["CONN_MAX_AGE"] = 0  # given back after each request
    _database["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": 8, "timeout": 10, "reconnect_timeout": 5},
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,  # milliseconds
        **_database.get("OPTIONS", {}),
    }
DATABASES = {"default": _database}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Wagtail queues six tasks at each publish; durable work is kept in our own tables instead.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# What `erase_expired` runs beside its own work, for rooms above it.
ERASING_COMMANDS = ["erase_supporters"]
# The worker runs these every hour: what the privacy page promises needs nobody to remember it.
HOURLY_COMMANDS = [
    "expire_sign_ons", "erase_expired", "remind_invited", "remind_signers", "remind_answers",
    "follow_up_actions", "send_updates", "give_rights",
]  # fmt: skip
# And these every minute.
MINUTELY_COMMANDS = ["publish_scheduled", "dispatch_scheduled", "note_answers"]
# And these beside the mail, again and again: what may take minutes, and resumes.
WORKER_COMMANDS = ["work_off_imports", "finish_bulk_decisions"]

# What people had erased, and which copy of the site this is: kept outside of database and backups.
ERASURE_JOURNAL = DATA_DIR / "erasures.jsonl"
PLACE_DIR = DATA_DIR
BACKUP_KEY = ENV.backup_key

# People -----------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]

# Language and time ------------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
TIME_ZONE = ENV.time_zone
USE_I18N = True
USE_TZ = True

# Files ------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "home.whole_files.WholeFileStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if ENV.production
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site needs our fonts
WHITENOISE_USE_FINDERS = not ENV.production
WHITENOISE_AUTOREFRESH = not ENV.production

# Mail -------------------------------------------------------------------------------------------

LOCAL_MAILBOX_DIR = DATA_DIR / "mailbox"
EMAIL_BACKEND, _mail_settings = mail.backend(ENV.email_url, ENV.anymail)
EMAIL_HOST = _mail_settings.get("host", "")
EMAIL_PORT = int(_mail_settings.get("port", "25"))
EMAIL_HOST_USER = _mail_settings.get("user", "")
EMAIL_HOST_PASSWORD = _mail_settings.get("password", "")
EMAIL_USE_TLS = _mail_settings.get("tls") == "starttls"
EMAIL_USE_SSL = _mail_settings.get("tls") == "ssl"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENV.from_email
SERVER_EMAIL = ENV.from_email
INBOUND_ADDRESS = ENV.inbound_address
ALERT_SMTP, ALERT_TO = mail.alert_server(ENV.alert[0]), ENV.alert[1]
MAIL_PER_HOUR = ENV.pace.per_hour
MAIL_PER_MINUTE = ENV.pace.per_minute
MAIL_PER_DOMAIN_MINUTE = ENV.pace.per_domain_minute
MAIL_CONNECTIONS = ENV.pace.connections
QUEUE_ENGINE = f"delivery.engines.{ENV.queue_engine}_engine"
BROKER_URL = ENV.broker_url
ANYMAIL = {
    **mail.anymail_settings(ENV.anymail),
    "REQUESTS_TIMEOUT": (5, 20),
    "DEBUG_API_REQUESTS": False,
}

# Security ---------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# W002 asks for Django's own X-Frame-Options; PolicyMiddleware sets it by area, beside the policy.
SILENCED_SYSTEM_CHECKS = ["security.W002"]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENV.production
CSRF_COOKIE_SECURE = ENV.production
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = ENV.production
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 63_072_000 if ENV.production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.production
SECURE_HSTS_PRELOAD = ENV.production
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# What pages may load; the admin's own policy is in config/middleware.py.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# Wagtail ----------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Undersigned"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Its form would set visitors a cookie.
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
# Who may read the local mailbox could otherwise take over any account by a link mailed there.
WAGTAIL_PASSWORD_RESET_ENABLED = EMAIL_BACKEND != mail.LOCAL_MAILBOX
WAGTAILADMIN_USER_LOGIN_FORM = "home.sign_in.SignInForm"
WAGTAIL_FOOTNOTES_TEXT_FEATURES = ["bold", "italic", "link"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# Logs: ids, never people ------------------------------------------------------------------------

DEFAULT_EXCEPTION_REPORTER_FILTER = "privacy.logs.NothingPersonalReporterFilter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_personal_data": {"()": "privacy.logs.NoPersonalData"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "privacy.logs.JsonLine"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": ENV.log_format,
            "filters": ["no_personal_data"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # Both tell of every page that is saved, by its title.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}
