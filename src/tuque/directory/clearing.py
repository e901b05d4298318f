"""Characters of a text that show nothing: those that could make words read otherwise than they are stored go, those that languages
need stay.

Gone: control characters, marks that turn or embed a direction (Unicode Bidirectional Algorithm, UAX 9: RLO, LRO, RLE, LRE, PDF), spaces
of no width, tags, interlinear marks. Kept: isolates (closed on their line), marks of direction, and the joiner and non-joiner of
Persian, of Indic scripts and of emoji, after a letter that may need one; within Latin words they would only hide.
"""

import html
import re
from typing import Any

from django import forms

CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
TURNING = r"\u202a-\u202e"
UNSEEN = re.compile(
    rf"[{CONTROLS}{TURNING}\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
MISLEADING = re.compile(f"[{CONTROLS}{TURNING}]")
JOINERS = re.compile(r"(?<![^\x00-\u024f\s\u1e00-\u1eff\u2000-\u206f])[\u200c\u200d]")
ISOLATES = re.compile(r"[\u2066-\u2069]")
CLOSE = "\u2069"


def clear(text: str) -> str:
    """Clearing twice changes nothing."""
    if text.isascii() and text.isprintable():
        return text
    text = re.sub("\r\n?|[\u2028\u2029\x85]", "\n", text)
    text = JOINERS.sub("", UNSEEN.sub("", text))
    if ISOLATES.search(text):
        text = "\n".join(map(_closed, text.split("\n")))
    return text


def _closed(line: str) -> str:
    """Each isolate ends on its line, and nothing ends that did not begin."""
    depth, kept = 0, []
    for letter in line:
        if letter == CLOSE and not depth:
            continue
        depth += -1 if letter == CLOSE else 1 if "\u2066" <= letter <= "\u2068" else 0
        kept.append(letter)
    return "".join(kept) + CLOSE * depth


def misleads(value: Any) -> bool:
    """Whether a text holds, openly or as an entity of a page, what is taken out of it and should be told."""
    if not isinstance(value, str) or (value.isascii() and value.isprintable() and "&" not in value):
        return False
    return MISLEADING.search(html.unescape(value) if "&" in value else value) is not None


class ClearText(forms.CharField):
    """Words that somebody writes, without what nobody would see."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(clear(value) if isinstance(value, str) else value)
