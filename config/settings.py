"""One settings file; everything that differs between machines comes from the environment."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")  # the demonstration shows its sign-ins; never on a real server
DEMO_DOMAIN = "demo.example"  # addresses of the demonstration's people
SECRET_KEY = env.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")  # while a key is being replaced: the one before
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost")
SITE_URL = env.site("SITE_URL", "http://127.0.0.1:8000")
env.only_at_home(SITE_URL, ALLOWED_HOSTS, DEBUG=DEBUG, DEMO=DEMO)
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # templates of the inputs; FORM_RENDERER
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "captcha",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "tenancy",
    "audit",
    "outbox",
    "verification",
    "publication",
    "declarations",
    "licensing",
    "reporting",
    "config",
]

MIDDLEWARE = [
    "config.logs.RequestMiddleware",
    "config.alarms.middleware.CountingMiddleware",
    # what follows may refuse or fail: its answer goes out through these three
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.languages.StaffLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.plain_text.PlainTextMiddleware",
    "tenancy.accounts.people.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tenancy.accounts.shared_computers.SharedComputerMiddleware",
    "tenancy.accounts.idle.IdleMiddleware",
    "tenancy.middleware.ActorMiddleware",
    "tenancy.accounts.second_factor.SecondFactorMiddleware",
    "tenancy.accounts.kept_answers.ActingAsMiddleware",
    "tenancy.middleware.RefusalMiddleware",
    "config.busy.BusyMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.face.frame",
            ],
            # Each form says in whose name it was opened: our {% csrf_token %} adds that field.
            "builtins": ["tenancy.templatetags.acting"],
        },
    },
]

FORM_RENDERER = "config.face.FormRenderer"

# The application role owns nothing. Only migrations run as the owner (manage.py sets DATABASE_ROLE).
DATABASE_ROLE = env.text("DATABASE_ROLE", "application")
DATABASES = {"default": env.database("DATABASE_OWNER_URL" if DATABASE_ROLE == "owner" else "DATABASE_URL")}
DATABASES["default"] |= {"ATOMIC_REQUESTS": True, "CONN_HEALTH_CHECKS": True}
# How often a statement is sent before it keeps its plan (tenancy/database/prepared.py); 0: none does.
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = env.number("DATABASE_PREPARE_AFTER", 2) or None
# Migrations wait for nobody longer than three seconds: whoever comes after them would wait too (tenancy's migrate).
if limits := env.limits(lock=3 if DATABASE_ROLE == "owner" else 0):
    DATABASES["default"]["OPTIONS"]["options"] = limits
# The threads of the web each keep their connection; whatever else asks is told to keep it by its own command line.
DATABASES["default"]["CONN_MAX_AGE"] = None if env.flag("DATABASE_KEPT", default=False) else 0
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)  # seconds, for a machine that does not answer at all
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis_url("REDIS_URL")
# The first counts attempts and fails with Redis, the second spares work and is done without; both are the same Redis.
CACHES = {
    "default": {"BACKEND": "config.cache.Cache", "LOCATION": REDIS_URL},
    "reading": {"BACKEND": "config.cache.ReadingCache", "LOCATION": REDIS_URL},
}

AUTH_USER_MODEL = "tenancy.User"
AUTHENTICATION_BACKENDS = ["tenancy.accounts.backend.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"

# Signing in: an address and a password, a confirmed address, a second factor where policy asks for it.
ACCOUNT_ADAPTER = "config.account_letters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {"login": "tenancy.accounts.forms.SignInForm"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # a found browser must not become an account with another address
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or factor is told to its owner by mail
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False  # the session ends with the browser
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_URL.startswith("https://") else "http"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/15m/ip,5/15m/key",  # GB/T 22239 8.1.4.1: locked after five; a reset by mail unlocks
    "signup": "10/h/ip",
    "reset_password": "20/h/ip,3/15m/key",
    "confirm_email": "1/1m/key",
    "keep_answers": "60/h/ip",  # what strangers may leave with us until they sign in
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)  # how many reverse proxies of ours stand in front
MFA_ADAPTER = "tenancy.accounts.adapter.SecondFactorAdapter"
MFA_TOTP_ISSUER = "专利开放许可试点平台"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones: one step of 30 seconds
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"tenancy.accounts.passwords.{name}"} for name in ("LongEnough", "NotCommon", "NotPersonal", "StaffMixed")
]
SESSION_ENGINE = "tenancy.accounts.session_store"
SESSION_COOKIE_AGE = 12 * 3600  # at the latest; idle sessions end sooner
SESSION_IDLE_SECONDS = env.number("SESSION_IDLE_MINUTES", 30) * 60
SESSION_WARN_SECONDS = 120
CAPTCHA_CHALLENGE_FUNCT = "tenancy.accounts.captcha.letters"
CAPTCHA_TIMEOUT = 10  # minutes
CAPTCHA_FONT_SIZE = 30
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

# Mail goes to the console until a server is named; the demonstration lays it into a folder too.
MAIL_HOST, MAIL_FOLDER = env.text("MAIL_HOST", ""), env.text("MAIL_FOLDER", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_HOST else 'console'}.EmailBackend"
if MAIL_FOLDER and not MAIL_HOST:
    EMAIL_BACKEND = "config.letters.EmailBackend"
EMAIL_HOST, EMAIL_PORT = MAIL_HOST, env.number("MAIL_PORT", 465)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("MAIL_USER", ""), env.text("MAIL_PASSWORD", "")
EMAIL_USE_SSL = env.flag("MAIL_SSL", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", "no-reply@localhost")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = env.text("MEDIA_ROOT", str(BASE_DIR / "media"))  # private: nothing in it is served by its address
BASE_MAPS = env.text("BASE_MAPS", "")  # folder of approved base maps; reporting/boards/maps.py says what lies there

# The electronic signature of contracts (licensing/sealing.py): where the platform's own certificate is kept, and which
# provinces have an adapter to a seal of their own (ELECTRONIC_SEALS=ln=package.module.Class,…).
SEAL_FOLDER = env.text("SEAL_FOLDER", str(Path(MEDIA_ROOT) / "private"))
ELECTRONIC_SEALS = dict(pair.split("=", 1) for pair in env.words("ELECTRONIC_SEALS"))
# For the alarms: where the nightly backups lie and the site's certificate, if this machine can see them; who on duty is
# written to beside the staff; the word with which machines ask for /metrics (without it the address does not exist).
BACKUP_FOLDER = env.text("BACKUP_FOLDER", "")
SITE_CERTIFICATE = env.text("SITE_CERTIFICATE", "")
ALARM_MAIL = env.words("ALARM_MAIL")
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
VIRUS_SCANNER = env.scanner("VIRUS_SCANNER")  # what looks at uploads before they are kept (tenancy/viruses.py)

# One JSON line per event on standard error; whoever runs the process decides where it goes.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["lines"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},  # tells every step of every page
    },
}

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# The proxy sends visitors on to HTTPS; whether the neighbours of the domain have it is not ours to promise.
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W005", "security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# What the foot of each page says (U13); an empty slot is not shown.
FOOTER = {
    "host": env.text("FOOTER_HOST", ""),
    "phone": env.text("FOOTER_PHONE", ""),
    "icp": env.text("FOOTER_ICP", ""),
    "police": env.text("FOOTER_POLICE", ""),
    "site_code": env.text("FOOTER_SITE_CODE", ""),
}

# Live sources of patent facts (verification/registers/connected.py); without a file only what was imported is asked.
REGISTERS_FILE = env.text("REGISTERS_FILE", "")

ACCEPT_URL_NAME = "licensing:accept"  # where one accepts a published record; takes its number

# The open read interface (publication/api). It knows no accounts; limits are its own.
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "URL_FORMAT_OVERRIDE": None,  # `?format=` is no parameter of the interface
}
SPECTACULAR_SETTINGS = {
    "TITLE": "专利开放许可（试点）公开信息接口",
    "DESCRIPTION": "各省公开的专利开放许可（试点）信息。试点不是《专利法》第五十条的法定开放许可，见 scheme。",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "supportedSubmitMethods": ["get"], "validatorUrl": None},
}
