"""WebM, as browsers record it: read part by part, what tells of its maker emptied in its place (RFC 8794, RFC 9559)."""

from dataclasses import dataclass

MAGIC = b"\x1a\x45\xdf\xa3"
SEGMENT, INFO, CLUSTER, TRACKS, TRACK = 0x18538067, 0x1549A966, 0x1F43B675, 0x1654AE6B, 0xAE
TELLING = frozenset(
    {0x1254C367, 0x1941A469, 0x1043A770, 0x7BA9, 0x7384, 0x536E}
)  # tags, files, chapters, titles, names
ENTERED = frozenset({SEGMENT, INFO, CLUSTER, TRACKS, TRACK, 0xA0})
SCALE, CLUSTER_TIME, SIMPLE_BLOCK, BLOCK, TRACK_TYPE = 0x2AD7B1, 0xE7, 0xA3, 0xA1, 0x83
VOID = 0xEC
SOUND = 2
MOST_PARTS = 200_000


class Unreadable(Exception):
    """This is no WebM, or it is cut short."""


@dataclass(frozen=True)
class Cleaned:
    body: bytes
    seconds: int
    has_film: bool


def clean(body: bytes) -> Cleaned:
    """Raises Unreadable."""
    if b"webm" not in body[:64]:
        raise Unreadable
    made = bytearray(body)
    scale, base, last, kinds = 1_000_000, 0, 0, set()
    place = parts = 0
    while place < len(made):
        parts += 1
        code, start, size = _head(made, place)
        if parts > MOST_PARTS or (size is not None and start + size > len(made)):
            raise Unreadable
        if code in ENTERED:
            place = start
            continue
        if size is None:
            raise Unreadable
        held = made[start : start + size]
        if code in TELLING:
            _empty(made, place, start + size)
        elif code == SCALE:
            scale = int.from_bytes(held)
        elif code == CLUSTER_TIME:
            base = int.from_bytes(held)
        elif code in {SIMPLE_BLOCK, BLOCK} and size >= 4:
            last = max(last, base + int.from_bytes(held[1:3], signed=True))
        elif code == TRACK_TYPE:
            kinds.add(int.from_bytes(held))
        place = start + size
    if SOUND not in kinds:
        raise Unreadable
    return Cleaned(bytes(made), max(1, round(last * scale / 1e9)), has_film=kinds != {SOUND})


def _head(body: bytearray, place: int) -> tuple[int, int, int | None]:
    """The id of the part at `place`, where what it holds begins, and its size; None: until the next one of its level."""
    width = _width(body, place)
    if width > 4:
        raise Unreadable
    code = int.from_bytes(body[place : place + width])
    place += width
    width = _width(body, place)
    size = int.from_bytes(body[place : place + width]) & ((1 << (7 * width)) - 1)
    return code, place + width, None if size == (1 << (7 * width)) - 1 else size


def _width(body: bytearray, place: int) -> int:
    if place >= len(body) or not body[place]:
        raise Unreadable
    width = 9 - body[place].bit_length()
    if place + width > len(body):
        raise Unreadable
    return width


def _empty(body: bytearray, start: int, end: int) -> None:
    """Nothing, as long as what was there: two bytes hold no more than the id and its size."""
    length = end - start
    width = 1 if length - 2 < 127 else 8
    body[start:end] = (
        bytes([VOID]) + ((1 << (7 * width)) | (length - 1 - width)).to_bytes(width) + bytes(length - 1 - width)
    )
