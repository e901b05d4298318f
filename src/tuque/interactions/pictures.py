"""A photo made anew from its points: no metadata, upright, of a reasonable size. No tables, no Django models."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from tuque.interactions.problems import PhotoRefused

HEAVIEST_BYTES = 15 * 1024 * 1024
# A plain JPEG is read at a fraction of its size; the others must be held whole, once or twice over, while eight pages
# may be at it: 256 MB each at the very most (src/tuque/interactions/tests/test_hostile_uploads.py measures it).
MOST_POINTS = 60_000_000
MOST_POINTS_HELD_WHOLE = 12_000_000
# Shrunk before anything else is done to them; the rest (palettes, 16 bits) are first made into colours.
SHRINKABLE = {"L", "RGB", "RGBA", "LA", "CMYK"}
LONGEST_SIDE = 2048
SIGNATURE_SIDE = 1000
FORMATS = ("JPEG", "PNG", "WEBP")
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


@dataclass(frozen=True)
class Picture:
    """A JPEG, or of a signature a PNG, without metadata; and its SHA-256."""

    body: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def remake(file: BinaryIO, *, size: int) -> Picture:
    """The picture in `file` (`size` bytes), re-encoded. Raises PhotoRefused, and reads no point of a bomb."""
    fresh = _read(file, size)
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return Picture(body=out.getvalue(), width=fresh.width, height=fresh.height)


def remake_signature(file: BinaryIO, *, size: int) -> Picture:
    """The drawing in `file`, as a small PNG in greys. Raises PhotoRefused also when nothing is drawn in it."""
    drawn = _read(file, size).convert("L")
    drawn.thumbnail((SIGNATURE_SIDE, SIGNATURE_SIDE))
    darkest, lightest = drawn.getextrema()
    if darkest == lightest:
        raise PhotoRefused("blank")
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return Picture(body=out.getvalue(), width=drawn.width, height=drawn.height)


def _read(file: BinaryIO, size: int) -> Image.Image:
    if size == 0:
        raise PhotoRefused("empty")
    if size > HEAVIEST_BYTES:
        raise PhotoRefused("too_heavy")
    head = file.read(16)
    file.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        raise PhotoRefused("heic")
    try:
        return _remade(file)
    except PhotoRefused:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError) as problem:
        raise PhotoRefused("unreadable") from problem
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise PhotoRefused("too_large") from problem


def _remade(file: BinaryIO) -> Image.Image:
    with warnings.catch_warnings():
        # Our own limit is checked below, on what the header says; a second one from the library stays an error.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(file, formats=FORMATS) as opened:
            if opened.width * opened.height > _most_points(opened):
                raise PhotoRefused("too_large")
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            if opened.mode in SHRINKABLE:
                opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=None)
            upright = ImageOps.exif_transpose(opened)
            flat = _flat(upright)
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    fresh = Image.new("RGB", flat.size)
    fresh.paste(flat)  # points only: nothing that travelled beside them comes along
    return fresh


def _most_points(image: Image.Image) -> int:
    plain_jpeg = image.format == "JPEG" and not image.info.get("progressive")
    return MOST_POINTS if plain_jpeg else MOST_POINTS_HELD_WHOLE


def _flat(image: Image.Image) -> Image.Image:
    """Red, green and blue; what was see-through becomes white."""
    if image.has_transparency_data:
        base = Image.new("RGBA", image.size, "white")
        base.alpha_composite(image.convert("RGBA"))
        return base.convert("RGB")
    return image.convert("RGB")
