"""Reads settings from the environment, and fails loudly at the start when one cannot be understood."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from tuque.config.spoken import gettext as _


class SettingUnreadable(Exception):
    """A setting that cannot be understood; the message names it and says what to do."""


names_read: set[str] = set()


def text(name: str, default: str = "") -> str:
    names_read.add(name)
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return default if value == "" else value in {"1", "true", "yes", "on"}
    raise SettingUnreadable(
        _("%(name)s is “%(value)s”. Write yes or no; see docs/reference/settings.md.") % {"name": name, "value": value}
    )


def folder(name: str, default: str) -> Path:
    """A folder, made closed to others when it is not there. Raises SettingUnreadable when it cannot be."""
    path = Path(text(name, default)).resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as trouble:
        why = (trouble.strerror or type(trouble).__name__).lower()
        raise SettingUnreadable(
            _("%(name)s is %(path)s, and that folder cannot be made (%(why)s). Name another, or make it for this user.")
            % {"name": name, "path": path, "why": why}
        ) from None
    return path


def whole_number(name: str, default: int) -> int:
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError:
        raise SettingUnreadable(
            _("%(name)s is “%(value)s”. Write a whole number; see docs/reference/settings.md.")
            % {"name": name, "value": value}
        ) from None


def words(name: str, default: str = "") -> list[str]:
    """Several values in one setting, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str, *, embedded: Path) -> dict[str, object]:
    """Django's description of the database: the SQLite file `embedded` unless the setting names another.

    Raises SettingUnreadable for anything but `sqlite:///PATH` and `postgresql://USER:PASSWORD@HOST:PORT/NAME`.
    """
    url = text(name)
    if not url:
        return _sqlite(embedded)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgresql", "postgres"} and parts.path.strip("/"):
        options: dict[str, object] = dict(parse_qsl(parts.query))
        host = str(options.pop("host", "")) or unquote(parts.hostname or "")
        if role := str(options.pop("role", "")):
            options["assume_role"] = role
        pool_size, patience = (_number(name, options, key, usual) for key, usual in (("pool", 8), ("timeout", 10)))
        return {
            "ENGINE": "tuque.core.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": str(parts.port or ""),
            "CONN_HEALTH_CHECKS": False,  # core.postgresql asks a connection that rested
            "DISABLE_SERVER_SIDE_CURSORS": True,  # a cursor that outlives its transaction outlives what that one was told
            "OPTIONS": {
                "pool": {"min_size": 1, "max_size": pool_size, "timeout": patience},
                "connect_timeout": 5,
                # Statements are prepared once for each connection: a third less work for a write of many columns.
                "server_side_binding": True,
                "prepare_threshold": 5,
                **options,
            },
        }
    raise SettingUnreadable(
        _(
            "%(name)s must look like postgresql://user:password@host:5432/name or sqlite:////path/file.sqlite3; see docs/reference/settings.md."
        )
        % {"name": name}
    )


def _number(name: str, options: dict[str, object], key: str, usual: int) -> int:
    value = str(options.pop(key, usual))
    if not (value.isascii() and value.isdigit() and int(value)):
        raise SettingUnreadable(
            _("%(name)s says %(key)s=%(value)s. Write a whole number; see docs/reference/settings.md.")
            % {"name": name, "key": key, "value": value}
        )
    return int(value)


def _sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,  # opening the file and preparing it costs more than most pages do
        "OPTIONS": {
            # Writers queue instead of failing half-way: the lock is taken when the transaction begins.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: an acknowledged write survives a power cut, not only the end of the process.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
        },
    }


def files(name: str, *, folder: Path) -> dict[str, object]:
    """Where photos and other files go: `folder` unless the setting names an S3-compatible store."""
    url = text(name)
    if not url:
        return {
            "BACKEND": "tuque.core.files.WholeFileStorage",
            "OPTIONS": {"location": str(folder), "base_url": None, "directory_permissions_mode": 0o700},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"s3", "s3+http"} or not parts.path.strip("/"):
        raise SettingUnreadable(
            _("%(name)s must look like s3://key:secret@host/bucket; see docs/reference/settings.md.") % {"name": name}
        )
    protocol = "http" if parts.scheme == "s3+http" else "https"
    port = f":{parts.port}" if parts.port else ""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.path.strip("/"),
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "endpoint_url": f"{protocol}://{parts.hostname}{port}",
            "default_acl": "private",
            "querystring_auth": True,
        },
    }


def origins(name: str) -> list[str]:
    """The origin of the address in a setting, for the content security policy; none when it is not set."""
    parts = urlsplit(text(name))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def mail(name: str, *, folder: Path) -> tuple[str, dict[str, object]]:
    """Django's mail backend and its settings: files in `folder` unless the setting names a mail server."""
    url = text(name)
    if not url:
        return "django.core.mail.backends.filebased.EmailBackend", {"folder": str(folder)}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls"} or not parts.hostname:
        raise SettingUnreadable(
            _("%(name)s must look like smtp+tls://user:password@host:587; see docs/reference/settings.md.")
            % {"name": name}
        )
    return "django.core.mail.backends.smtp.EmailBackend", {
        "host": parts.hostname,
        "port": parts.port or 25,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "tls": parts.scheme == "smtp+tls",
    }


def single_sign_on() -> dict[str, object]:
    """django-allauth's description of one OpenID Connect provider; none when TUQUE_OIDC_URL is not set."""
    url = text("TUQUE_OIDC_URL")
    if not url:
        return {}
    missing = [name for name in ("TUQUE_OIDC_CLIENT_ID", "TUQUE_OIDC_SECRET") if not text(name)]
    if missing:
        raise SettingUnreadable(
            _("TUQUE_OIDC_URL is set but %(missing)s is not; see docs/reference/settings.md.")
            % {"missing": " and ".join(missing)}
        )
    application = {
        "provider_id": "oidc",
        "name": text("TUQUE_OIDC_NAME", "Single sign-on"),
        "client_id": text("TUQUE_OIDC_CLIENT_ID"),
        "secret": text("TUQUE_OIDC_SECRET"),
        "settings": {"server_url": url, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [application]}}
