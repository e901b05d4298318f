"""Sixty files that someone might send to do harm, made here: nothing is kept on disk, nothing harmful is written out whole.

`PHOTOS` are offered where a photo is asked for, `TABLES` where a log is: name of the file -> its bytes.
"""

import gzip
import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image
from PIL.PngImagePlugin import PngInfo

MARK = b"CanaryHostile"
SCRIPT = b"<script>window.ran=1;/*CanaryHostile*/</script>"
# The test file that antivirus programs agree on, in two halves so that none takes this module away.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_that_says(width: int, height: int, colour: int = 2) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


def jpeg_that_says(width: int, height: int) -> bytes:
    plain = bytearray(picture())
    frame = plain.index(b"\xff\xc0")
    plain[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(plain)


def png_with(kind: bytes, body: bytes) -> bytes:
    plain = picture("PNG")
    return plain[:33] + chunk(kind, body) + plain[33:]


def placed(kind: str = "JPEG") -> bytes:
    """Where it was taken, by what, and of whom: in the metadata and in the comment."""
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (49.0, 53.0, 42.0), 3: "W", 4: (97.0, 8.0, 18.0)})
    return picture(kind, exif=exif, **({"comment": MARK} if kind == "JPEG" else {}))


def xmp(kind: str) -> bytes:
    words = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>49,53N CanaryHostile</exif:GPSLatitude></x:xmpmeta>'
    return picture(kind, xmp=words)


def zipped(*files: tuple[str, bytes], link: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files:
            archive.writestr(name, body)
        if link:
            entry = zipfile.ZipInfo("log.csv")
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, link)
    return out.getvalue()


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("../../outside.csv")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry)
    return out.getvalue()


def animated(kind: str) -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (64, 48), (number, 0, 0)) for number in range(60)]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def commented_png() -> bytes:
    words = PngInfo()
    words.add_text("Comment", SCRIPT.decode())
    return picture("PNG", pnginfo=words)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1">' + SCRIPT + b"</svg>"
BOMB = b"\0" * 20_000_000

PHOTOS: Mapping[str, bytes] = {
    "drawing.svg": SVG,
    "drawing.jpg": b'<?xml version="1.0"?>' + SVG,
    "page.jpg": b"<!doctype html>" + SCRIPT,
    "page.jpg.html": b"<!doctype html>" + SCRIPT,
    "gif-and-script.jpg": b"GIF89a/*" + b"\0" * 20 + b"*/=1;window.ran=1//CanaryHostile;",
    "photo-and-page.jpg": picture() + SCRIPT,
    "photo-and-archive.jpg": picture() + zipped(("x.html", SCRIPT)),
    "photo-and-program.jpg": picture(comment=b"<?php system($_GET[0]); ?>CanaryHostile"),
    "photo-and-virus.jpg": picture() + EICAR,
    "words.png": commented_png(),
    "words-bomb.png": png_with(b"zTXt", b"Comment\0\0" + zlib.compress(BOMB)),
    "profile-bomb.png": png_with(b"iCCP", b"p\0\0" + zlib.compress(BOMB)),
    "hundred-megapixels.png": png_that_says(10_000, 10_000),
    "huge.png": png_that_says(60_000, 60_000),
    "endless.png": png_that_says(2**31 - 1, 2**31 - 1),
    "nothing.png": png_that_says(0, 0),
    "thirteen-megapixels.png": picture("PNG", (3700, 3600), "L"),
    "huge.jpg": jpeg_that_says(65_500, 65_500),
    "flat.jpg": jpeg_that_says(65_500, 1),
    "place.jpg": placed(),
    "place.png": placed("PNG"),
    "place.webp": placed("WEBP"),
    "place-in-xmp.jpg": xmp("JPEG"),
    "place-in-xmp.webp": xmp("WEBP"),
    "broken-metadata.jpg": picture(exif=b"Exif\0\0II*\0\xff\xff\xff\x7f" + MARK * 20),
    "sixty-frames.png": animated("PNG"),
    "sixty-frames.webp": animated("WEBP"),
    "old.gif": picture("GIF"),
    "scan.tiff": picture("TIFF"),
    "icon.ico": picture("ICO"),
    "drawing.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n",
    "paper.pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n",
    "program.exe": b"MZ" + b"\0" * 200,
    "program": b"\x7fELF" + b"\0" * 200,
    "virus.jpg": EICAR,
    "apple.heic": b"\0\0\0\x18ftypheic" + b"\0" * 40,
    "cut.jpg": picture(size=(640, 480))[:300],
    "cut.png": picture("PNG", (640, 480))[:60],
    "one-byte.jpg": b"\xff",
    "empty.jpg": b"",
    "../../../outside.jpg": picture(),
    'quote".jpg\r\nX-Injected: yes': picture(),
}

TABLES: Mapping[str, bytes] = {
    "link.zip": zipped(link="/etc/passwd"),
    "outside.zip": zipped(("../../outside.csv", b"id,date\n1,2026-01-01\n")),
    "bomb.zip": zipped(("log.csv", BOMB)),
    "link.tar": tarred(),
    "bomb.csv.gz": gzip.compress(BOMB),
    "bomb-in-bomb.csv.gz": gzip.compress(gzip.compress(BOMB)),
    "bomb-after-a-header.csv.gz": gzip.compress(b"id,date,type\n" + BOMB),
    "cut.csv.gz": gzip.compress(b"id,date,type\n" + bytes(range(256)) * 2000)[:900],
    "macros.xlsm": zipped(("xl/vbaProject.bin", MARK), ("[Content_Types].xml", b"<x/>")),
    "macros.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
    "laughs.xml": b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>',
    "page.csv": b"<html>" + SCRIPT + b",x\n1,2\n",
    "drawing.csv": SVG,
    "objects.csv": b'[{"__proto__": {"x": 1}}]',
    "paper.csv": b"%PDF-1.7\n",
    "program.csv": b"MZ" + b"\0" * 300,
    "virus.csv": EICAR,
    "database.csv": b"SQLite format 3\0" + b"\0" * 100,
    "zeros.csv": b"id,date,type\n" + b"\0" * 100_000,
    "unclosed.csv": b'id,date,type\n"' + b"x,\n" * 60_000,
    "wide.csv": b",".join(b"c%d" % number for number in range(50_000)) + b"\n",
    "one-line.csv": b"id,date,type\n" + b"x" * 3_000_000,
}
