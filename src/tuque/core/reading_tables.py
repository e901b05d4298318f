"""Bytes into rows of text: encoding, separator and compression detected, memory bounded whatever the file holds."""

import codecs
import csv
import gzip
import hashlib
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from tuque.core.crypto.files import Openable

SAMPLE_BYTES = 262_144
MAX_INSIDE = 4 * 1024**3  # bytes once unpacked: gzip can promise a thousand times what was sent
MAX_LINE = 1_048_576  # bytes or characters: a longer line is refused, and its rest skipped without being kept
MAX_LINES_IN_ROW = 200  # a quotation mark that is never closed would swallow the rest of the file
MAX_COLUMNS = 1000  # each is offered for each field on the page of the mapping
SEPARATORS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "cp1252", "utf-16-le", "utf-16-be")
HEAD_BYTES = 4096
NOT_TABLES = {
    b"PK\x03\x04": "xlsx",
    b"\xd0\xcf\x11\xe0": "xls",
    b"%PDF": "pdf",
    b"SQLite format 3": "sqlite",
    b"PAR1": "parquet",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"BZh": "bzip2",
    b"7z\xbc\xaf": "7z",
    b"\x7fELF": "exe",
}
csv.field_size_limit(MAX_LINE)


class FileRefused(Exception):
    """The file as a whole cannot be read; nothing was written. `code` and `values` are put into words by `reasons`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Shape:
    """How the text of a file is written."""

    encoding: str
    separator: str
    columns: tuple[str, ...]
    ends_in_cr: bool = False  # as old spreadsheets of a Mac write lines


@dataclass(frozen=True)
class Refusal:
    """Why a row, or one value of it, was not taken. `line` is where the row begins, the header being line 1."""

    line: int
    code: str
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class Row:
    line: int
    cells: Sequence[str]
    is_mixed: bool = False  # one of its lines was not in the encoding of the file


@dataclass(frozen=True)
class Verified:
    """A file read from end to end once, before anything is written."""

    digest: str  # SHA-256 of the file as it came, compressed or not
    bytes_inside: int
    lines: int


@contextmanager
def opened(path: Openable) -> Iterator[IO[bytes]]:
    """The bytes of the file, unpacked when it is gzip, whatever its name says."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        try:
            if packed:
                with gzip.GzipFile(fileobj=raw) as inside:
                    yield io.BufferedReader(inside, SAMPLE_BYTES)
            else:
                yield raw
        except (EOFError, zlib.error) as problem:
            raise FileRefused("gzip_truncated") from problem
        except gzip.BadGzipFile as problem:
            raise FileRefused("gzip_broken") from problem


def verify(path: Openable) -> Verified:
    """Read it all, so that a truncated or damaged file is refused before its first row is written. Raises FileRefused."""
    whole = hashlib.sha256()
    with path.open("rb") as raw:
        while block := raw.read(SAMPLE_BYTES):
            whole.update(block)
    size = lines = 0
    with opened(path) as file:
        while block := file.read(SAMPLE_BYTES):
            size += len(block)
            if size > MAX_INSIDE:
                raise FileRefused("too_large_inside")
            lines += block.count(b"\n")
    if size == 0:
        raise FileRefused("file_empty")
    return Verified(digest=whole.hexdigest(), bytes_inside=size, lines=lines)


def detect(path: Openable, *, encoding: str = "auto", separator: str = "auto") -> Shape:
    """How the file is written, what is given winning over what is found. Raises FileRefused."""
    with opened(path) as file:
        sample = file.read(SAMPLE_BYTES)
    refuse_other_kinds(sample)
    encoding = find_encoding(sample) if encoding == "auto" else encoding
    if not encoding.startswith("utf-16") and sample[:HEAD_BYTES].count(0) > HEAD_BYTES // 50:
        raise FileRefused("not_a_table", kind="?")  # some zero bytes are damage; many are no text at all
    text = decode_sample(sample, encoding)
    separator = find_separator(text) if separator == "auto" else separator
    header = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
    columns = named_columns(header)
    if len(columns) < 2:
        raise FileRefused("one_column", column=columns[0][:60] if columns else "")
    if len(columns) > MAX_COLUMNS:
        raise FileRefused("too_many_columns", columns=len(columns), most=MAX_COLUMNS)
    ends_in_cr = "\r" in text and "\n" not in text
    return Shape(encoding=encoding, separator=separator, columns=columns, ends_in_cr=ends_in_cr)


def refuse_other_kinds(sample: bytes) -> None:
    if not sample.strip():
        raise FileRefused("file_empty")
    for start, kind in NOT_TABLES.items():
        if sample.startswith(start):
            raise FileRefused("not_a_table", kind=kind)
    if sample.lstrip()[:1] in {b"{", b"["}:
        raise FileRefused("not_a_table", kind="json")
    if sample.lstrip()[:1] == b"<":
        raise FileRefused("not_a_table", kind="html or xml")


def find_encoding(sample: bytes) -> str:
    """By its mark if it has one; else UTF-16 when every other byte is zero, UTF-8 when it reads as such, else cp1252."""
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if sample.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if sample.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    half = max(1, len(sample) // 2)
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    try:
        # Not final: the sample may end in the middle of a letter.
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=False)
    except UnicodeDecodeError as problem:
        # A stray byte in a text that holds proper UTF-8 letters: a mixed file, read line by line as UTF-8 first.
        return "utf-8" if _multibyte_letters(sample[: problem.start]) else "cp1252"
    return "utf-8"


def _multibyte_letters(text: bytes) -> bool:
    return any(byte >= 0x80 for byte in text)


def decode_sample(sample: bytes, encoding: str) -> str:
    text = sample.decode(encoding, errors="replace").lstrip("\ufeff")
    cut = max(text.rfind("\n"), text.rfind("\r"))
    return text[:cut] if cut > 0 and len(sample) >= SAMPLE_BYTES else text


def find_separator(text: str) -> str:
    """The separator that cuts the first lines into the same number of columns, most columns winning."""

    def agreement(separator: str) -> tuple[float, int]:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        widths = [len(row) for row, _ in zip(rows, range(100), strict=False) if row]
        if not widths or widths[0] < 2:
            return (0.0, 0)
        return (round(sum(width == widths[0] for width in widths) / len(widths), 1), widths[0])

    try:
        return max(SEPARATORS, key=agreement)
    except csv.Error as problem:
        raise FileRefused("not_a_table", kind="?") from problem


def named_columns(header: Sequence[str]) -> tuple[str, ...]:
    """The headings, each once: a second "x" becomes "x (2)", an empty one "column 3"."""
    seen: Counter[str] = Counter()
    names = []
    for number, heading in enumerate(header, start=1):
        name = " ".join(heading.replace("\x00", "").split()) or f"column {number}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def read_rows(path: Openable, shape: Shape, *, strict_encoding: bool = False) -> Iterator[Row | Refusal]:
    """Each row after the header, or why it cannot be read. Blank lines are passed over.

    With `strict_encoding`, a line in another encoding is refused; otherwise it is read as what it is, UTF-8 or
    Windows-1252, and marked.
    """
    with opened(path) as file:
        lines = _Lines(file, shape, strict=strict_encoding)
        reader = csv.reader(lines, delimiter=shape.separator)
        width = len(shape.columns)
        is_header = True
        while True:
            lines.start_row()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except _LineRefused as refused:
                is_header = False  # what cannot be read of the headings is refused as a row is; their names were found
                yield Refusal(line=refused.line, code=refused.code, value=refused.value)
                continue
            except csv.Error:
                is_header = False
                yield Refusal(line=lines.first, code="quotes_broken", value=str(lines.taken))
                continue
            if is_header:
                is_header = False
            elif len(cells) == width:
                yield Row(line=lines.first, cells=cells, is_mixed=lines.mixed)
            elif any(cells):
                yield Refusal(line=lines.first, code="wrong_width", value=f"{len(cells)} ≠ {width}")


class _LineRefused(Exception):
    def __init__(self, line: int, code: str, value: str = "") -> None:
        self.line, self.code, self.value = line, code, value


class _Lines:
    """The lines of a file as text, one at a time, none longer than MAX_LINE in memory."""

    def __init__(self, file: IO[bytes], shape: Shape, *, strict: bool) -> None:
        self._strict, self._encoding = strict, shape.encoding
        self._text: io.TextIOWrapper | None = None
        self._file = file
        start = file.peek(4)[:4] if isinstance(file, io.BufferedReader) else b""
        if shape.encoding.startswith("utf-16") or shape.ends_in_cr:
            # Two bytes for a letter, or no line feed at all: lines cannot be found in the bytes.
            self._text = io.TextIOWrapper(file, encoding=shape.encoding, errors="replace", newline="")
        elif start.startswith(codecs.BOM_UTF8):
            file.read(3)
        self._number = 0
        self.first, self.taken, self.mixed = 1, 0, False

    def start_row(self) -> None:
        self.first, self.taken, self.mixed = self._number + 1, 0, False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._next_of_text() if self._text else self._next_of_bytes()
        self.taken += 1
        if "\x00" in line:
            raise _LineRefused(self._number, "nul")
        if self.taken > MAX_LINES_IN_ROW:
            raise _LineRefused(self.first, "quotes_unclosed", f"{self.first}-{self._number}")
        return line

    def _next_of_bytes(self) -> str:
        line = self._file.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        self._number += 1
        if len(line) > MAX_LINE:
            self._skip_rest(line)
        try:
            if self._encoding == "cp1252" and not self._strict and _multibyte_letters(line):
                return self._utf_8_first(line)
            return line.decode(self._encoding)
        except UnicodeDecodeError:
            if self._strict:
                raise _LineRefused(self._number, "encoding", self._encoding) from None
            self.mixed = True
            return line.decode("cp1252", errors="replace")

    def _utf_8_first(self, line: bytes) -> str:
        """Windows-1252 reads nearly anything: letters of UTF-8 in a file that holds both would silently become others."""
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            return line.decode(self._encoding)
        self.mixed = True
        return text

    def _skip_rest(self, line: bytes) -> None:
        while line and not line.endswith(b"\n"):
            line = self._file.readline(MAX_LINE)
        raise _LineRefused(self._number, "line_too_long", str(MAX_LINE))

    def _next_of_text(self) -> str:
        assert self._text is not None  # noqa: S101
        line = self._text.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        self._number += 1
        if len(line) > MAX_LINE:
            while line and not line.endswith("\n"):
                line = self._text.readline(MAX_LINE)
            raise _LineRefused(self._number, "line_too_long", str(MAX_LINE))
        if "\ufffd" in line:
            raise _LineRefused(self._number, "encoding", self._encoding)
        return line.lstrip("\ufeff") if self._number == 1 else line
