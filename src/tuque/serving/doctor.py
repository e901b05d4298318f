"""The doctor: looks at what the site stands on, and says in one line for each what is well or what to do."""

import os
import secrets
import shutil
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from tuque.audit.models import AuditRecord, Gap, Root, Seal, Witness
from tuque.audit.proof import keys
from tuque.channels import api as channels
from tuque.config import env, spoken
from tuque.config.spoken import gettext as _
from tuque.config.spoken import ngettext
from tuque.core import bus, translations, wall
from tuque.core.clock import now
from tuque.core.crypto import keyring, recovery
from tuque.core.crypto.roots import RootFile, RootKeyTrouble, roots
from tuque.core.models import OutboxMessage
from tuque.core.wall import inspection
from tuque.demo import community
from tuque.directory.search import following
from tuque.serving import backups
from tuque.serving import keys as changes
from tuque.serving.backups import BackupTrouble

OLDEST_BACKUP_HOURS = 26
OLDEST_POSTGRESQL = 150_000
SEALED_WITHIN = timedelta(minutes=5)
LITTLE_DISK, NO_DISK = 5 * 1024**3, 1024**3
# Read by the launcher and by the work beside the pages, not by the site.
NAMES_OF_TOOLS = frozenset({"TUQUE_CHECKOUT", "TUQUE_VENV", "TUQUE_PARENT_PROCESS", "TUQUE_LANGUAGE"})
EXAMPLES = {"change-me", "changeme", "secret", "x" * 50}


class Standing(StrEnum):
    WELL = "well"
    TO_KNOW = "to know"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    subject: str
    standing: Standing
    says: str
    keeps_back: str = ""  # `all` or `rows`: what cannot be looked at until this is put right


def well(subject: str, says: str) -> Finding:
    return Finding(subject, Standing.WELL, says)


def to_know(subject: str, says: str) -> Finding:
    return Finding(subject, Standing.TO_KNOW, says)


def wrong(subject: str, says: str, keeps_back: str = "") -> Finding:
    return Finding(subject, Standing.WRONG, says, keeps_back)


def examine(*, deploy: bool) -> list[Finding]:
    """Everything, in an order in which the first trouble explains those after it. `deploy` is stricter: a real site."""
    found: list[Finding] = []
    for look in (look_at_settings, look_at_secret, *LOOKS):
        if why := _why_not(look, found):
            found.append(to_know(look.__name__.removeprefix("look_at_").replace("_", " "), why))
            continue
        try:
            with wall.system(PURPOSES.get(look, wall.Purpose.OPERATOR)):
                found += look(deploy)
        except Exception as trouble:  # a doctor that falls over tells nothing about the rest
            name = look.__name__.removeprefix("look_at_").replace("_", " ")
            found.append(
                wrong(
                    name,
                    _("Could not be looked at: %(kind)s: %(why)s")
                    % {"kind": type(trouble).__name__, "why": first_line(trouble)},
                )
            )
    return found


def _why_not(look: Callable[[bool], Iterable[Finding]], found: Iterable[Finding]) -> str:
    """Why something is not looked at: a database that is away is waited for once, not once for each."""
    if look not in NEED_DATABASE:
        return ""
    kept_back = {one.keeps_back for one in found}
    if "all" in kept_back:
        return _("Not looked at: the database does not answer.")
    if "rows" in kept_back and look is not look_at_clock:
        return _("Not looked at: the tables are not as they should be.")
    return ""


def look_at_settings(deploy: bool) -> Iterable[Finding]:
    known = env.names_read | NAMES_OF_TOOLS
    for name in sorted(key for key in os.environ if key.startswith("TUQUE_") and key not in known):
        if name.startswith(("TUQUE_BENCH_", "TUQUE_CI_")):
            continue
        yield to_know(
            "settings",
            _("%(name)s is set but nothing reads it. See docs/reference/settings.md for the names.") % {"name": name},
        )
    yield well("settings", _("Every setting can be read."))
    if deploy and not settings.HTTPS:
        yield wrong(
            "settings",
            _("TUQUE_HTTPS is not yes: passwords would travel in the clear. Set it behind a proxy with TLS."),
        )
    if deploy and set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]", "testserver"}:
        yield wrong("settings", _("TUQUE_HOSTS names only this machine. Set it to the site's own name."))
    if deploy and settings.HTTPS:
        yield from django_checks()


def django_checks() -> Iterable[Finding]:
    try:
        call_command("check", deploy=True, fail_level="WARNING", stdout=StringIO(), stderr=StringIO())
    except SystemCheckError as trouble:
        yield wrong(
            "settings",
            _("Django's deployment check has something to say: %(words)s") % {"words": " ".join(str(trouble).split())},
        )
    else:
        yield well("settings", _("Django's deployment check has nothing to say."))


def look_at_secret(deploy: bool) -> Iterable[Finding]:
    secret = settings.SECRET_KEY
    if len(secret) < 50 or len(set(secret)) < 10 or secret.lower() in EXAMPLES:
        example = "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
        yield wrong("secret", _("TUQUE_SECRET_KEY is too weak. Make one: %(example)s") % {"example": example})
    elif os.environ.get("TUQUE_SECRET_KEY"):
        yield well("secret", _("The secret is strong."))
    else:
        path = Path(settings.DATA_DIR) / "secret-key"
        if path.stat().st_mode & 0o077:
            yield wrong(
                "secret", _("Others on this machine may read %(path)s. Run: chmod 600 %(path)s") % {"path": path}
            )
        else:
            yield well("secret", _("The secret was made for this site and is kept in %(path)s.") % {"path": path})


def look_at_database(deploy: bool) -> Iterable[Finding]:
    try:
        connection.ensure_connection()
    except DatabaseError as trouble:
        yield wrong(
            "database",
            _("It does not answer: %(why)s Check TUQUE_DATABASE_URL.") % {"why": first_line(trouble)},
            keeps_back="all",
        )
        return
    if connection.vendor == "sqlite":
        yield from look_at_sqlite(deploy)
    else:
        yield from look_at_postgresql()
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield wrong(
            "database",
            ngettext(
                "%(number)s change of its tables is to be made. Run: tuque serve, or tuque dev migrate",
                "%(number)s changes of its tables are to be made. Run: tuque serve, or tuque dev migrate",
                len(missing),
            )
            % {"number": len(missing)},
            keeps_back="rows",
        )
    else:
        yield well("database", _("Its tables are up to date."))


def look_at_sqlite(deploy: bool) -> Iterable[Finding]:
    says = _(
        "SQLite: one wall between agencies, not two. It is for a trial or for one agency; "
        "set TUQUE_DATABASE_URL to PostgreSQL where several share the site."
    )
    yield to_know("walls", says)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
        cursor.execute("PRAGMA quick_check(1)")
        sound = cursor.fetchone()[0]
    if sound != "ok":
        yield wrong(
            "database", _("The file is damaged (%(why)s). Stop the site and restore the last backup.") % {"why": sound}
        )
    elif mode not in {"wal", "memory"}:
        yield wrong(
            "database",
            _("The journal is %(mode)s, not wal: the folder may be on a network disk. Use a local one.")
            % {"mode": mode},
        )
    else:
        yield well("database", _("The file is sound."))


def look_at_postgresql() -> Iterable[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
        number, version = cursor.fetchone()
        cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('fsync')")
        synchronous, fsync = cursor.fetchone()
    if number < OLDEST_POSTGRESQL:
        yield wrong(
            "database", _("PostgreSQL %(version)s is too old: install version 15 or later.") % {"version": version}
        )
    else:
        yield well("database", _("PostgreSQL %(version)s answers.") % {"version": version})
    if "off" in (synchronous, fsync):
        yield wrong(
            "database", _("fsync or synchronous_commit is off: what was acknowledged may be lost. Turn both on.")
        )
    troubles = inspection.troubles(connection)
    for trouble in troubles:
        yield wrong("walls", trouble)
    if not troubles:
        yield well(
            "walls",
            _("Two walls between organizations: the code's filters, and row policies that the site cannot pass."),
        )


def look_at_translations(deploy: bool) -> Iterable[Finding]:
    missing = translations.problems()
    uncompiled = [
        room.name
        for room in translations.rooms()
        if (path := translations.catalogue_path(room)).exists() and not path.with_suffix(".mo").exists()
    ]
    if missing or uncompiled:
        detail = missing[0] if missing else _("not compiled: %(rooms)s") % {"rooms": ", ".join(uncompiled)}
        yield wrong("translations", _("Incomplete (%(detail)s). Run: tuque messages") % {"detail": detail})
    else:
        yield well("translations", _("Every visible string is in English and in French."))


def look_at_clock(deploy: bool) -> Iterable[Finding]:
    at = now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        told = cursor.fetchone()[0]
    there = told if isinstance(told, datetime) else datetime.fromisoformat(str(told))
    there = there if there.tzinfo else there.replace(tzinfo=UTC)
    drift = abs((there - at).total_seconds())
    if at.year < 2026:
        yield wrong(
            "clock",
            _("This machine believes it is %(at)s. Set its clock, and turn time synchronization on.")
            % {"at": f"{at:%Y-%m-%d}"},
        )
    elif drift > 5:
        yield wrong(
            "clock",
            _("This machine and its database differ by %(drift)s s. Turn time synchronization on for both.")
            % {"drift": spoken.number(drift, 0)},
        )
    else:
        yield well(
            "clock",
            _("%(at)s UTC; times are shown in %(zone)s unless an organization says otherwise.")
            % {"at": f"{at:%Y-%m-%d %H:%M:%S}", "zone": settings.TIME_ZONE},
        )


def look_at_disk(deploy: bool) -> Iterable[Finding]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    amount = _("%(size)s GB free in %(folder)s") % {
        "size": spoken.number(free / 1024**3, 1),
        "folder": settings.DATA_DIR,
    }
    if free < NO_DISK:
        yield wrong("disk", _("Only %(amount)s. Make room now: a full disk refuses every record.") % {"amount": amount})
    elif free < LITTLE_DISK:
        yield to_know("disk", _("%(amount)s: make room before it runs out.") % {"amount": amount})
    else:
        yield well("disk", amount + ".")


def look_at_data_folder(deploy: bool) -> Iterable[Finding]:
    folder = Path(settings.DATA_DIR)
    mode = folder.stat().st_mode & 0o777
    if not os.access(folder, os.W_OK):
        yield wrong(
            "data folder",
            _("%(folder)s cannot be written. Give it to the account that serves the site.") % {"folder": folder},
        )
    elif mode & 0o007:
        finding = wrong if deploy else to_know
        yield finding(
            "data folder",
            _("Others on this machine may enter %(folder)s. Run: chmod 750 %(folder)s") % {"folder": folder},
        )
    else:
        yield well("data folder", _("%(folder)s is writable, and closed to others.") % {"folder": folder})


def look_at_files(deploy: bool) -> Iterable[Finding]:
    content = secrets.token_bytes(32)
    name = default_storage.save(f"check/{secrets.token_hex(8)}", ContentFile(content))
    with default_storage.open(name) as file:
        kept = file.read()
    default_storage.delete(name)
    if kept == content:
        yield well("files", _("A file was written, read and removed."))
    else:
        yield wrong("files", _("A file came back other than it was written. Check the disk, or TUQUE_FILES_URL."))


def look_at_bus(deploy: bool) -> Iterable[Finding]:
    if not settings.BUS_URL:
        yield well("bus", _("Within the process. Set TUQUE_BUS_URL when several processes serve the site."))
    elif bus.is_reachable(settings.BUS_URL):
        yield well("bus", _("Redis answers."))
    else:
        yield wrong(
            "bus", _("Redis does not answer: live pages are half a second late, nothing is lost. Check TUQUE_BUS_URL.")
        )


def look_at_mail(deploy: bool) -> Iterable[Finding]:
    if settings.EMAIL_FILE_PATH:
        says = _("Messages are kept in %(folder)s and not sent. Set TUQUE_EMAIL_URL so that invitations leave.") % {
            "folder": settings.EMAIL_FILE_PATH
        }
        yield wrong("mail", says) if deploy else to_know("mail", says)
        return
    try:
        socket.create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT), timeout=3).close()
    except OSError as trouble:
        yield wrong(
            "mail",
            _("%(host)s:%(port)s does not answer (%(why)s). Check TUQUE_EMAIL_URL.")
            % {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT, "why": first_line(trouble)},
        )
    else:
        yield well("mail", _("%(host)s answers.") % {"host": settings.EMAIL_HOST})


def look_at_mailbox(deploy: bool) -> Iterable[Finding]:
    if not settings.MAILBOX_URL:
        return
    try:
        channels.check_mailbox_setting()
    except ValueError:
        yield wrong(
            "mailbox",
            _(
                "TUQUE_MAILBOX_URL must look like imaps://user:password@host:993/INBOX?line=CODE&address=help@example.org; see docs/reference/settings.md."
            ),
        )
        return
    seen = channels.mailbox_seen()
    if seen is None or seen.error:
        yield wrong(
            "mailbox",
            _("The line’s mailbox was not read yet (%(why)s). Check TUQUE_MAILBOX_URL and the code of the line in it.")
            % {"why": seen.error if seen else "—"},
        )
    else:
        yield well("mailbox", _("The line’s mailbox was read at %(at)s.") % {"at": f"{seen.at:%Y-%m-%d %H:%M} UTC"})


def look_at_keys(deploy: bool) -> Iterable[Finding]:
    try:
        number = keyring.check()
    except RootKeyTrouble as trouble:
        yield wrong("keys", str(trouble))
    else:
        yield well(
            "keys",
            ngettext(
                "The root key opens %(number)s key of an organization.",
                "The root key opens %(number)s keys of organizations.",
                number,
            )
            % {"number": number}
            if number
            else _("No key is needed yet."),
        )
        if number:
            yield from look_at_recovery(deploy)
        for organization in changes.interrupted(at=now()):
            yield to_know(
                "keys",
                _("A change of the keys of %(code)s is not over after a day. Run: tuque keys rotate %(code)s")
                % {"code": organization.code},
            )


def look_at_recovery(deploy: bool) -> Iterable[Finding]:
    """Whether the root key could be put together again from paper."""
    if not isinstance(roots(), RootFile):
        return
    printed, finding = recovery.last_printed(), wrong if deploy else to_know
    if printed is None:
        yield finding(
            "keys", _("No recovery set of the root key was printed. Run: tuque keys print-recovery --of 3-of-5")
        )
    elif printed.root != roots().current():
        yield finding(
            "keys",
            _(
                "The recovery set of %(day)s is older than the root key. Run: tuque keys print-recovery --of %(needed)s-of-%(of)s"
            )
            % {"day": printed.printed_at[:10], "needed": printed.needed, "of": printed.of},
        )
    else:
        yield well(
            "keys",
            _("A recovery set was printed on %(day)s: %(needed)s of its %(of)s sheets are enough.")
            % {"day": printed.printed_at[:10], "needed": printed.needed, "of": printed.of},
        )


def look_at_backups(deploy: bool) -> Iterable[Finding]:
    last = backups.newest()
    if last is None:
        yield (wrong if deploy else to_know)(
            "backups", _("There is none in %(folder)s. Run: tuque backup") % {"folder": settings.BACKUPS_DIR}
        )
        return
    try:
        backups.check_end(last)
    except (BackupTrouble, RootKeyTrouble) as trouble:
        yield wrong("backups", str(trouble))
        return
    hours = (now() - backups.made_at(last)).total_seconds() / 3600
    if hours > OLDEST_BACKUP_HOURS:
        yield (wrong if deploy else to_know)(
            "backups", _("The last one is %(hours)s hours old. Run: tuque backup") % {"hours": spoken.number(hours)}
        )
    else:
        yield well(
            "backups",
            _("The last one is %(hours)s hours old and was read back whole.")
            % {"hours": spoken.number(max(hours, 0), 0)},
        )


def look_at_outbox(deploy: bool) -> Iterable[Finding]:
    with wall.system(wall.Purpose.OUTBOX):
        aside = OutboxMessage.objects.filter(quarantined_at__isnull=False).count()
        late = OutboxMessage.objects.filter(
            done_at__isnull=True, quarantined_at__isnull=True, attempts=0, due_at__lt=now().replace(microsecond=0)
        ).count()
    if aside:
        yield wrong(
            "outbox",
            _("%(aside)s messages were set aside after 8 attempts. Find the cause in the log, then: tuque work --retry")
            % {"aside": aside},
        )
    elif late > 100:
        yield wrong("outbox", _("%(late)s messages wait. Is `tuque work` running?") % {"late": late})
    else:
        yield well("outbox", _("Nothing was set aside."))


def look_at_search(deploy: bool) -> Iterable[Finding]:
    count = following.stale()
    if count:
        yield to_know(
            "search",
            ngettext(
                "The index of the directory’s search has %(count)s service too few or too many. Is `tuque work` running? If this stays, run: tuque search-index",
                "The index of the directory’s search has %(count)s services too few or too many. Is `tuque work` running? If this stays, run: tuque search-index",
                count,
            )
            % {"count": spoken.number(count, 0)},
        )
    elif not following.is_of_these_words():
        yield to_know(
            "search",
            _(
                "The directory’s search does not know the everyday words of this release, or those written in the last minute. If this stays, run: tuque search-index"
            ),
        )
    else:
        yield well("search", _("The directory’s search finds every public service."))


def look_at_audit(deploy: bool) -> Iterable[Finding]:
    gaps = Gap.objects.filter(acknowledged_at__isnull=True).count()
    if gaps:
        yield wrong(
            "audit",
            _(
                "%(gaps)s acts for people in crisis have no audit record. Find the cause in the log (audit.gap); the privacy officer takes note of them on the page “Proof”."
            )
            % {"gaps": gaps},
        )
    else:
        yield well("audit", _("No record is missing."))
    yield from look_at_proof()


def look_at_proof() -> Iterable[Finding]:
    """Sealed within the minute, signed within the hour, by a key that is there."""
    at = now()

    sealed_at = Seal.objects.order_by("-pk").values_list("sealed_at", flat=True).first()
    newest = AuditRecord.objects.order_by("-pk").values_list("at", flat=True).first()
    if newest and at - newest > SEALED_WITHIN and (sealed_at is None or sealed_at < newest):
        yield wrong("audit", _("Records wait for their seal for more than five minutes. Is `tuque work` running?"))
    elif Root.objects.exists() and not keys.path().exists():
        yield wrong("audit", keys.KeyLost().message())
    elif not Witness.objects.filter(ended_at__isnull=True).exists() and not settings.AUDIT_ROOTS_DIR:
        yield to_know(
            "audit",
            _(
                "Nobody else keeps its signed roots. Set TUQUE_AUDIT_ROOTS_DIR to a folder on another machine, or have the privacy officer name a witness."
            ),
        )
    else:
        yield well("audit", _("Its records are sealed, and its roots are kept elsewhere too."))


def look_at_demonstration(deploy: bool) -> Iterable[Finding]:
    number = community.accounts().filter(is_active=True).exclude(password="!").count()  # noqa: S106  nobody's: no way in
    if not number:
        yield well("demonstration", _("Nobody invented can sign in."))
        return
    if not deploy and not community.real_organizations():
        yield to_know("demonstration", _("This site is the demonstration: everything in it is invented."))
        return
    says = ngettext(
        "%(number)s account of the demonstration (%(domain)s) can sign in with a password that everybody knows. Serve real people from another folder or database.",
        "%(number)s accounts of the demonstration (%(domain)s) can sign in with a password that everybody knows. Serve real people from another folder or database.",
        number,
    )
    yield wrong("demonstration", says % {"number": number, "domain": f"@{community.DOMAIN}"})


LOOKS: tuple[Callable[[bool], Iterable[Finding]], ...] = (
    look_at_database,
    look_at_keys,
    look_at_backups,
    look_at_clock,
    look_at_outbox,
    look_at_search,
    look_at_audit,
    look_at_demonstration,
    look_at_disk,
    look_at_data_folder,
    look_at_files,
    look_at_bus,
    look_at_mail,
    look_at_mailbox,
    look_at_translations,
)


PURPOSES: dict[Callable[[bool], Iterable[Finding]], wall.Purpose] = {look_at_audit: wall.Purpose.AUDIT}
NEED_DATABASE = frozenset(
    {look_at_keys, look_at_clock, look_at_outbox, look_at_search, look_at_audit, look_at_demonstration}
)


def first_line(trouble: Exception) -> str:
    lines = str(trouble).strip().splitlines()
    return lines[0].rstrip(".") + "." if lines else ""


def as_json(findings: Iterable[Finding]) -> list[dict[str, str]]:
    return [{"subject": one.subject, "standing": one.standing, "says": one.says} for one in findings]
