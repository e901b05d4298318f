"""A recording without what its phone wrote into it: who, where, with what. No tables, no Django models.

The sound itself is kept as it came: only what stands beside it is emptied, in its place, so that nothing moves.
"""

import io
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from mutagen import MutagenError
from mutagen.apev2 import delete as delete_ape
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from tuque.interactions import webm
from tuque.interactions.problems import RecordingRefused

HEAVIEST_BYTES = 10 * 1024 * 1024
LONGEST_SECONDS = 15 * 60
SHOWN_FILM = re.compile(rb"hdlr.{8}vide", re.DOTALL)


@dataclass(frozen=True)
class Recording:
    body: bytes
    media_type: str
    ending: str
    seconds: int


def clean(file: BinaryIO, *, size: int) -> Recording:
    """The recording in `file` (`size` bytes): told by its content, never by its name. Raises RecordingRefused."""
    if size == 0:
        raise RecordingRefused("empty")
    if size > HEAVIEST_BYTES:
        raise RecordingRefused("too_heavy")
    body = file.read(HEAVIEST_BYTES + 1)
    try:
        found = _reader(body)(body)
    except (MutagenError, webm.Unreadable, ValueError, struct.error, IndexError, EOFError, OverflowError) as problem:
        raise RecordingRefused("unreadable") from problem
    if found.seconds > LONGEST_SECONDS:
        raise RecordingRefused("too_long")
    return found


def _reader(body: bytes) -> Callable[[bytes], Recording]:
    if body.startswith(webm.MAGIC):
        return _webm
    if body.startswith(b"OggS"):
        return _ogg
    if body[4:8] == b"ftyp":
        return _mp4
    if body.startswith(b"RIFF") and body[8:12] == b"WAVE":
        return _wav
    if body.startswith(AMR_WIDE):
        return lambda whole: _amr(whole, AMR_WIDE, WIDE_FRAMES, "audio/amr-wb", "awb")
    if body.startswith(AMR_NARROW):
        return lambda whole: _amr(whole, AMR_NARROW, NARROW_FRAMES, "audio/amr", "amr")
    if body.startswith(b"ID3") or (len(body) > 1 and body[0] == 0xFF and body[1] & 0xE0 == 0xE0):
        return _mp3
    raise RecordingRefused("unreadable")


def _webm(body: bytes) -> Recording:
    cleaned = webm.clean(body)
    if cleaned.has_film:
        raise RecordingRefused("film")
    return Recording(cleaned.body, "audio/webm", "webm", cleaned.seconds)


def _ogg(body: bytes) -> Recording:
    kind = OggOpus if b"OpusHead" in body[:64] else OggVorbis
    file = io.BytesIO(body)
    sound = _opened(kind, file)
    file.seek(0)
    sound.delete(file)
    return Recording(file.getvalue(), "audio/ogg", "ogg", _seconds(sound.info.length))


def _mp3(body: bytes) -> Recording:
    file = io.BytesIO(body)
    sound = _opened(MP3, file)
    if sound.info.sketchy:
        raise RecordingRefused("unreadable")
    file.seek(0)
    sound.delete(file)
    file.seek(0)
    delete_ape(file)
    return Recording(file.getvalue(), "audio/mpeg", "mp3", _seconds(sound.info.length))


def _mp4(body: bytes) -> Recording:
    if SHOWN_FILM.search(body):
        raise RecordingRefused("film")
    cleaned = bytearray(body)
    _empty_boxes(cleaned, 0, len(cleaned))
    sound = _opened(MP4, io.BytesIO(cleaned))
    return Recording(bytes(cleaned), "audio/mp4", "m4a", _seconds(sound.info.length))


def _wav(body: bytes) -> Recording:
    """Made anew of its two parts that are sound; what else a recorder wrote beside them goes (RIFF, Microsoft 1991)."""
    kept: dict[bytes, bytes] = {}
    start = 12
    while start + 8 <= len(body):
        kind, size = body[start : start + 4], int.from_bytes(body[start + 4 : start + 8], "little")
        part = body[start + 8 : start + 8 + size]  # a recorder that was stopped says more than there is
        if kind in (b"fmt ", b"data"):
            kept.setdefault(kind, part)
        start += 8 + size + size % 2
    if len(kept.get(b"fmt ", b"")) < 16 or not kept.get(b"data"):
        raise RecordingRefused("unreadable")
    bytes_a_second = int.from_bytes(kept[b"fmt "][8:12], "little")
    if not bytes_a_second:
        raise RecordingRefused("unreadable")
    parts = b"".join(_chunk(kind, kept[kind]) for kind in (b"fmt ", b"data"))
    whole = b"RIFF" + struct.pack("<I", 4 + len(parts)) + b"WAVE" + parts
    return Recording(whole, "audio/wav", "wav", _seconds(len(kept[b"data"]) / bytes_a_second))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


AMR_NARROW, AMR_WIDE = b"#!AMR\n", b"#!AMR-WB\n"
FRAME_SECONDS = 0.02
# Bytes of a frame by its type, the first byte included (RFC 4867, 5.3; 3GPP TS 26.101 and 26.201).
NARROW_FRAMES = {0: 13, 1: 14, 2: 16, 3: 18, 4: 20, 5: 21, 6: 27, 7: 32, 8: 6, 15: 1}
WIDE_FRAMES = {0: 18, 1: 24, 2: 33, 3: 37, 4: 41, 5: 47, 6: 51, 7: 59, 8: 61, 9: 6, 14: 1, 15: 1}


def _amr(body: bytes, head: bytes, frames: dict[int, int], media_type: str, ending: str) -> Recording:
    """Frames one after the other and nothing else: there is no place for who or where. A last frame that was cut goes."""
    start, count = len(head), 0
    while start < len(body):
        length = frames.get(body[start] >> 3 & 0xF)
        if length is None:
            raise RecordingRefused("unreadable")
        if start + length > len(body):
            break
        start, count = start + length, count + 1
    if not count:
        raise RecordingRefused("unreadable")
    return Recording(body[:start], media_type, ending, _seconds(count * FRAME_SECONDS))


HOLDERS = frozenset({b"moov", b"trak", b"moof", b"traf"})
TELLING = frozenset({b"udta", b"meta", b"uuid"})  # position, maker, title; and what only one maker understands


def _empty_boxes(body: bytearray, start: int, end: int) -> None:
    """Each box that tells of its maker becomes free room of the same size (ISO/IEC 14496-12, 8.1.2)."""
    while start + 8 <= end:
        size, kind, head = int.from_bytes(body[start : start + 4]), bytes(body[start + 4 : start + 8]), 8
        if size == 1:
            size, head = int.from_bytes(body[start + 8 : start + 16]), 16
        if size == 0:
            size = end - start
        if size < head or start + size > end:
            raise RecordingRefused("unreadable")
        if kind in TELLING:
            body[start + 4 : start + 8] = b"free"
            body[start + head : start + size] = bytes(size - head)
        elif kind in HOLDERS:
            _empty_boxes(body, start + head, start + size)
        start += size


def _opened(kind: Callable[..., Any], file: io.BytesIO) -> Any:
    """mutagen does not say the types of what it reads."""
    return kind(file)


def _seconds(length: float) -> int:
    return max(1, round(length))
