"""The root key, outside the database: it wraps the organizations' keys, and nothing else.

In a file of its own (`<data folder>/keys/root` unless TUQUE_KEYS_URL names another), readable by its owner only. A key
management service can take the file's place: give an object with the same methods to `use`.
"""

import base64
import binascii
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from tuque.config.env import SettingUnreadable
from tuque.config.spoken import gettext as _
from tuque.core.crypto.sealing import KEY_BYTES, NONCE_BYTES, derive
from tuque.core.files import sync_folder

HEADING = "# The root key of a Tuque site. Without it nothing that is sealed can be read: keep copies apart from the backups.\n"


class RootKeyTrouble(SettingUnreadable):
    """The root key is missing, is another site's, or is open to others. Told to an operator, in the terminal's language, at the start."""


class Roots(Protocol):
    """What wraps the organizations' keys. `about` says what a wrapped key is for: it opens with nothing else."""

    def wrap(self, secret: bytes, *, about: str) -> tuple[str, bytes]:
        """The id of the root key that was used, and the wrapped secret. Raises RootKeyTrouble."""
        ...

    def unwrap(self, root: str, wrapped: bytes, *, about: str) -> bytes:
        """Raises RootKeyTrouble when the root key `root` is not here, or `wrapped` is not its work."""
        ...

    def current(self) -> str:
        """The id of the root key that wraps from now on. Raises RootKeyTrouble when there is none."""
        ...

    def derive(self, root: str, purpose: str) -> bytes:
        """32 bytes for another purpose than wrapping (sealing backups). Raises RootKeyTrouble."""
        ...

    def begin(self) -> None:
        """Make a root key where there is none. Called only while no organization has a key."""
        ...

    def renew(self) -> None:
        """Make a new root key, which wraps from now on; the former ones go on unwrapping. Raises RootKeyTrouble."""
        ...


class RootFile:
    """One root key a line, the current one first. Read anew when an unknown one is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[str, bytes] = {}

    def wrap(self, secret: bytes, *, about: str) -> tuple[str, bytes]:
        root = self.current()
        nonce = os.urandom(NONCE_BYTES)
        return root, nonce + self._cipher(root).encrypt(nonce, secret, about.encode())

    def unwrap(self, root: str, wrapped: bytes, *, about: str) -> bytes:
        try:
            return self._cipher(root).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], about.encode())
        except InvalidTag as problem:
            raise RootKeyTrouble(
                _("A key in the database (%(about)s) was changed. Restore the last backup.") % {"about": about}
            ) from problem

    def current(self) -> str:
        self._read()
        return next(iter(self._known))

    def derive(self, root: str, purpose: str) -> bytes:
        return derive(self._secret(root), purpose)

    def begin(self) -> None:
        if not self.path.exists():
            self.write([secrets.token_bytes(KEY_BYTES)])

    def renew(self) -> None:
        self.write([secrets.token_bytes(KEY_BYTES), *self.secrets()])

    def secrets(self) -> list[bytes]:
        """Every root key of the file, the current one first."""
        self._read()
        return list(self._known.values())

    def write(self, roots: Sequence[bytes]) -> None:
        """Put these in the file, the current one first: whole or not at all."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self.path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(HEADING)
                file.writelines(f"{root_id(root)} {base64.b64encode(root).decode()}\n" for root in roots)
                file.flush()
                os.fsync(file.fileno())
            if self.path.exists():
                beside.replace(self.path)
            else:
                try:
                    os.link(beside, self.path)  # of two processes that begin at once, the first one's stays
                except FileExistsError:
                    return
            sync_folder(self.path.parent)
        finally:
            beside.unlink(missing_ok=True)
            self._known = {}

    def _cipher(self, root: str) -> AESGCM:
        return AESGCM(self.derive(root, "wrapping"))

    def _secret(self, root: str) -> bytes:
        if root not in self._known:
            self._read()
        if root not in self._known:
            raise RootKeyTrouble(
                _(
                    "%(path)s is not this site's root key: the database needs %(root)s, the file holds %(known)s. Put the right file back from its copy."
                )
                % {"path": self.path, "root": root, "known": ", ".join(self._known)}
            )
        return self._known[root]

    def _read(self) -> None:
        try:
            mode = self.path.stat().st_mode
            lines = self.path.read_text().splitlines()
        except FileNotFoundError as problem:
            raise RootKeyTrouble(
                _("The root key is not in %(path)s. Put the file back from its copy. Nothing was written.")
                % {"path": self.path}
            ) from problem
        except (OSError, UnicodeDecodeError) as problem:
            raise RootKeyTrouble(
                _("The root key in %(path)s cannot be read (%(why)s).")
                % {"path": self.path, "why": type(problem).__name__}
            ) from problem
        if mode & 0o077:
            raise RootKeyTrouble(
                _("Others on this machine may read %(path)s. Run: chmod 600 %(path)s") % {"path": self.path}
            )
        found = [self._parse(line) for line in lines if line.strip() and not line.startswith("#")]
        if not found:
            raise RootKeyTrouble(
                _("There is no root key in %(path)s. Put the file back from its copy.") % {"path": self.path}
            )
        self._known = {root_id(secret): secret for secret in found}

    def _parse(self, line: str) -> bytes:
        name, _space, written = line.partition(" ")
        try:
            secret = base64.b64decode(written.strip(), validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if len(secret) != KEY_BYTES or root_id(secret) != name:
            raise RootKeyTrouble(_("%(path)s is damaged. Put the file back from its copy.") % {"path": self.path})
        return secret


def root_id(secret: bytes) -> str:
    """Eight letters that name a root key and tell nothing of it."""
    return derive(secret, "name")[:4].hex()


_in_use: list[Roots] = []


def roots() -> Roots:
    """What wraps keys here. Raises RootKeyTrouble for a TUQUE_KEYS_URL that is not understood."""
    if not _in_use:
        _in_use.append(RootFile(path_of(settings.KEYS_URL)))
    return _in_use[0]


def use(others: Roots | None) -> None:
    """Wrap keys by `others` from now on; None: by what the settings say."""
    _in_use[:] = [others] if others is not None else []


def path_of(url: str) -> Path:
    parts = urlsplit(url)
    if parts.scheme != "file" or not parts.path:
        raise RootKeyTrouble(
            _("TUQUE_KEYS_URL must look like file:///path/root, not “%(url)s”; see docs/reference/settings.md.")
            % {"url": url}
        )
    return Path(unquote(parts.path))
