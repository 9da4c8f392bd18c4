"""Settings, every one of them from the environment, with defaults for one machine.

The default is production: secure cookies, HTTPS only, and no start without a SECRET_KEY. Plain HTTP on one
machine (`make run`, tests, development) is the explicit switch LOCAL_HTTP=1. A file `.env` beside manage.py
is read if it is there; the environment wins over it. docs/operations.md has the table of all variables.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from qa_portal.logs import logging_config
from qa_portal.secret import local_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
LOCAL_HTTP = env.bool("LOCAL_HTTP", default=False)
DEMO = env.bool("DEMO", default=False)
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
PUBLIC_URL = env("PUBLIC_URL", default="http://127.0.0.1:8000" if LOCAL_HTTP else "https://localhost")
PUBLIC_URL = PUBLIC_URL.rstrip("/")

SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY and env("SECRET_KEY_FILE", default=""):
    SECRET_KEY = Path(env("SECRET_KEY_FILE")).read_text().strip()
if not SECRET_KEY and LOCAL_HTTP:
    SECRET_KEY = local_secret_key(VAR_DIR)
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Put a random text of 50 characters or more in SECRET_KEY (or its file's path in "
        "SECRET_KEY_FILE); on your own machine set LOCAL_HTTP=1 instead, and one is made in VAR_DIR."
    )
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# The loopback names are always allowed: health checks inside a container ask for them. Links in mails are
# built from PUBLIC_URL, never from the Host header.
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=[]), "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- the council ---
COUNCIL_NAME = env("COUNCIL_NAME", default="Ambleford Council")
COUNCIL_COLOUR = env("COUNCIL_COLOUR", default="#1d4f76")

# --- apps ---
INSTALLED_APPS = [
    "qa_portal",
    "notifications",
    "audits",
    "disputes",
    "moderation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_fsm",
    "django_htmx",
    "rules",
    "simple_history",
]
AUTH_USER_MODEL = "qa_portal.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "qa_portal.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "qa_portal.documents.limits.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "qa_portal.sessions.middleware.SessionEndMiddleware",
    # Every view needs a signed-in person unless it is marked @login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "qa_portal.signin.middleware.RequireTwoStepMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "qa_portal.children.middleware.RestrictedRecordMiddleware",
    "qa_portal.workflow.middleware.StepRefusedMiddleware",
]
ROOT_URLCONF = "qa_portal.urls"
WSGI_APPLICATION = "qa_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "qa_portal.context_processors.portal",
            ]
        },
    }
]
FORM_RENDERER = "qa_portal.forms.renderer.PortalRenderer"

# --- database ---
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/portal.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets readers go on while one writes; IMMEDIATE takes the write lock when the transaction starts, so
    # that two writers queue (20 s) instead of failing half-way. synchronous=FULL: these are legal records,
    # and with NORMAL a power cut may lose steps that a person was already told were saved. It costs one
    # fsync a commit.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    # Long: what pages read is planned once a connection (qa_portal.reading.statements).
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DB_CONN_MAX_AGE", default=600)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

# The default one is in the database, so that limits of sign-in and single uses of codes hold across processes without
# Redis. "local" is each process's own memory, for what may be a second old. No page needs either. (`prepare` makes it.)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "sign_in_limits"},
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "portal"},
}

# --- time: how often beat sends the sweep; /health is red after three of these ---
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=60)

# --- queue: carries nudges only; the database is the truth ---
REDIS_URL = env("REDIS_URL", default="")
QUEUE_DIR = VAR_DIR / "queue"
NUDGES = env("NUDGES", default="send")  # "send", or "record" (tests: qa_portal.celery.recorded_nudges)

# --- sign-in ---
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "qa_portal.signin.backend.PortalBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 4
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip

ACCOUNT_ADAPTER = "qa_portal.signin.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "qa_portal.signin.forms.LoginForm",
    "reset_password": "qa_portal.signin.forms.ResetPasswordForm",
    "reset_password_from_key": "qa_portal.signin.forms.ResetPasswordKeyForm",
    "change_password": "qa_portal.signin.forms.ChangePasswordForm",
    "reauthenticate": "qa_portal.signin.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "qa_portal.signin.adapter.display_name"
ACCOUNT_EMAIL_VERIFICATION = "none"  # administrators enter addresses; nobody signs up
ACCOUNT_EMAIL_NOTIFICATIONS = True  # "your password was changed" goes to the person
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False  # the cookie ends with the browser: office machines are shared
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Wrong passwords are counted by axes (below), in the database. These limits are for the other doors.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "password_anywhere": "100/900s/key",  # one account, from wherever
    # one address, whatever the account; an office behind one address shares it, and only wrong passwords count
    "password_from_address": f"{env.int('SIGN_IN_FAILURES_PER_ADDRESS', default=100)}/900s/ip",
    "login_failed": "10/900s/key",  # two-step codes
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
    "family_feedback": "30/m/ip",  # a family's one-time link: whoever guesses codes gets no further than this
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)

MFA_ADAPTER = "qa_portal.signin.adapter.TwoStepAdapter"
MFA_FORMS = {
    "authenticate": "qa_portal.signin.forms.CodeForm",
    "reauthenticate": "qa_portal.signin.forms.CodeAgainForm",
    "activate_totp": "qa_portal.signin.forms.ActivateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = f"QA portal ({COUNCIL_NAME})"
REQUIRE_MFA = env.bool("REQUIRE_MFA", default=False)

SIGN_IN_MAIL = "file" if DEMO else "thread"  # or "now" (tests)

AXES_FAILURE_LIMIT = env.int("SIGN_IN_FAILURE_LIMIT", default=10)
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "qa_portal.signin.lockout.account_of"
AXES_CLIENT_IP_CALLABLE = "qa_portal.signin.lockout.address_of"
AXES_LOCKOUT_CALLABLE = "qa_portal.signin.lockout.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# --- sessions: real time, never the demo's clock ---
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_ABSOLUTE_SECONDS = env.int("SESSION_ABSOLUTE_SECONDS", default=12 * 60 * 60)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "portal_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# --- security ---
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "qa_portal.errors.csrf_refused"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if not LOCAL_HTTP:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health$"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-portal_session"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    if env.int("TRUSTED_PROXIES", default=0):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # a form's text, without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # above it, a temporary file
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=20 * 1024 * 1024)  # one uploaded document
UPLOAD_SCANNER = env("UPLOAD_SCANNER", default="")  # scan(data, *, content_type): docs/adr/0041
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- files ---
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [
    (name, BASE_DIR / "static" / name)
    for name in ("build", "portal")
    if (BASE_DIR / "static" / name).is_dir()
]
FILES_DIR = VAR_DIR / "files"  # documents; outside the web root, served by views alone, never by URL
MEDIA_ROOT = FILES_DIR
EMERGENCY_ACCESS_HOURS = env.int("EMERGENCY_ACCESS_HOURS", default=4)  # that a restricted record stays open
MEDIA_URL = ""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.bool("STATIC_MANIFEST", default=True)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MANIFEST_STRICT = False  # a picture that is missing is no reason to refuse the page

# --- mail ---
# In the demo nothing leaves the machine: mails are read in the browser, at /demo/mailbox/.
vars().update(env.email_url("EMAIL_URL", default="dummymail://") if not DEMO else {})
if DEMO:
    EMAIL_BACKEND = "qa_portal.demo.mailbox.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="QA portal <qa-portal@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- language, time, logs ---
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
LOG_LEVEL = env("LOG_LEVEL", default="INFO")
LOGGING = logging_config(LOG_LEVEL)
LOGGING_CONFIG = "logging.config.dictConfig"
SIMPLE_HISTORY_REVERT_DISABLED = True
