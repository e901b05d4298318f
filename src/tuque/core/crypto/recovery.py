"""The root key split over sheets of paper, so many of which put it together again; fewer tell nothing of it.

Each sheet holds 33 words of a fixed list: which set it is of, which sheet of it, its share, three words that check the rest.
Source: SLIP-0039 (Shamir's secret sharing over GF(256)), by its reference implementation, `shamir_mnemonic`.
"""

import difflib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from tuque.core.crypto.roots import RootFile, RootKeyTrouble, root_id, roots
from tuque.core.problems import Problem

WORDS = 33
TELLING = 4  # letters that tell a word from all others
MOST = 16
_KNOWN: dict[str, str] = {word[:TELLING]: word for word in WORDLIST}


@dataclass
class SheetRefused(Problem):
    """What was read is not a sheet that helps; the others stay good."""

    code = "core.sheet_refused"
    says: str = ""

    def message(self) -> str:
        return self.says


@dataclass(frozen=True)
class Sheet:
    """One sheet: its words, and what they say. `number` counts from 1; `kin` is the two words that begin its whole set."""

    words: tuple[str, ...]
    number: int
    needed: int
    kin: str


@dataclass(frozen=True)
class Printed:
    """What is remembered of the set that was printed, beside the root key: nothing of its words but the first two."""

    root: str
    kin: str
    needed: int
    of: int
    printed_at: str


def split(secret: bytes, *, needed: int, of: int) -> list[Sheet]:
    """`of` sheets, any `needed` of which give `secret`. Raises ValueError unless 2 <= needed <= of <= 16."""
    if not 2 <= needed <= of <= MOST:
        raise ValueError("Between 2 and 16 sheets, of which at least 2 are needed.")
    return [read(words) for words in generate_mnemonics(1, [(needed, of)], secret)[0]]


def read(text: str) -> Sheet:
    """A sheet from its words as someone typed or scanned them: their first four letters are enough; numbers are passed over.

    Raises SheetRefused, which says where to look.
    """
    words = tuple(_word(number, written) for number, written in enumerate(re.findall(r"[^\W\d_]+", text.lower()), 1))
    if len(words) != WORDS:
        raise SheetRefused(
            ngettext(
                "A sheet has %(wanted)s words; this is %(count)s word. Type them all, in order.",
                "A sheet has %(wanted)s words; these are %(count)s words. Look for one that is missing or written twice.",
                len(words),
            )
            % {"wanted": WORDS, "count": len(words)}
        )
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError as problem:
        raise SheetRefused(_misread(words)) from problem
    return Sheet(words, share.index + 1, share.member_threshold, " ".join(words[:2]))


def _word(number: int, written: str) -> str:
    word = _KNOWN.get(written[:TELLING])
    if word is not None and word.startswith(written):
        return str(word)
    near = difflib.get_close_matches(written, WORDLIST, n=3, cutoff=0.6)
    if near:
        raise SheetRefused(
            _(
                "Word %(number)s, “%(written)s”, is not on any sheet. Is it “%(near)s”? Look at the sheet, and type all the words again."
            )
            % {"number": number, "written": written, "near": "”, “".join(near)}
        )
    raise SheetRefused(
        _("Word %(number)s, “%(written)s”, is not on any sheet. Look at the sheet, and type all the words again.")
        % {"number": number, "written": written}
    )


def _misread(words: Sequence[str]) -> str:
    """Every word exists, but they do not go together: one change that would mend it is worth a look at the paper."""
    for place in range(WORDS - 1):
        swapped = [*words[:place], words[place + 1], words[place], *words[place + 2 :]]
        if _goes_together(swapped):
            return _(
                "The words do not go together. They would if words %(one)s and %(two)s changed places: look at the sheet."
            ) % {"one": place + 1, "two": place + 2}
    for place in range(WORDS):
        for other in WORDLIST:
            if _goes_together([*words[:place], other, *words[place + 1 :]]):
                return _(
                    "The words do not go together. They would if word %(number)s were “%(other)s”: look at the sheet."
                ) % {"number": place + 1, "other": other}
    return _(
        "The words do not go together: two or more are not those of the sheet. Read them again against the paper, one by one."
    )


def _goes_together(words: Sequence[str]) -> bool:
    try:
        Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        return False
    return True


@dataclass
class Gathering:
    """The sheets that were brought so far. Each is checked against the others when it comes, not at the end."""

    sheets: list[Sheet] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """How many more are needed; one before the first, which tells."""
        return self.sheets[0].needed - len(self.sheets) if self.sheets else 1

    def add(self, text: str) -> Sheet:
        """Raises SheetRefused for a sheet that cannot be read, came before, or is of another set."""
        sheet = read(text)
        if self.sheets and (sheet.kin, sheet.needed) != (self.sheets[0].kin, self.sheets[0].needed):
            raise SheetRefused(
                _(
                    "This sheet is of another set: it begins with “%(kin)s”, the first one with “%(first)s”. Sheets of different sets never go together. Bring one whose first two words are “%(first)s”."
                )
                % {"kin": sheet.kin, "first": self.sheets[0].kin}
            )
        if any(sheet.number == other.number for other in self.sheets):
            raise SheetRefused(
                _("Sheet %(number)s was already read. Bring another sheet of the same set.") % {"number": sheet.number}
            )
        self.sheets.append(sheet)
        return sheet

    def secret(self) -> bytes:
        """The root key. Raises SheetRefused with too few sheets, or when they give no key together."""
        if self.missing > 0:
            raise SheetRefused(
                ngettext(
                    "%(missing)s more sheet is needed: without it nothing can be recovered, and nothing was written.",
                    "%(missing)s more sheets are needed: without them nothing can be recovered, and nothing was written.",
                    self.missing,
                )
                % {"missing": self.missing}
            )
        try:
            return bytes(combine_mnemonics(" ".join(sheet.words) for sheet in self.sheets))
        except MnemonicError as problem:
            raise SheetRefused(
                _(
                    "These sheets give no key together: one of them was not made by this site, or was altered. Bring other sheets of the same set."
                )
            ) from problem


def root_file() -> RootFile:
    """Raises RootKeyTrouble where the root key is in a key service, which gives it to nobody."""
    found = roots()
    if not isinstance(found, RootFile):
        raise RootKeyTrouble(_("The root key is kept by a key service: recover it by that service's own means."))
    return found


def print_set(*, needed: int, of: int, at: datetime) -> tuple[Printed, list[Sheet]]:
    """Split the current root key anew; that it was is remembered beside it. Raises RootKeyTrouble, ValueError."""
    file = root_file()
    secret = file.secrets()[0]
    sheets = split(secret, needed=needed, of=of)
    printed = Printed(root_id(secret), sheets[0].kin, needed, of, at.isoformat())
    path = _note(file)
    path.write_text(json.dumps(asdict(printed)) + "\n")
    path.chmod(0o600)
    return printed, sheets


def last_printed() -> Printed | None:
    """The set that was printed last; None when none was, or what was noted of it cannot be read."""
    try:
        return Printed(**json.loads(_note(root_file()).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def put_back(secret: bytes) -> bool:
    """Put a recovered root key in its file; False when it is there already. Beside another site's key it comes last.

    Raises RootKeyTrouble for a file that is there and cannot be used.
    """
    file = root_file()
    there = file.secrets() if file.path.exists() else []
    if secret in there:
        return False
    file.write([*there, secret])
    return True


def _note(file: RootFile) -> Path:
    return file.path.with_name("recovery.json")
