"""One colour chosen by a person, made into the few that a page needs, light and dark, and checked to be readable. Pure.

Source: WCAG 2.2, “relative luminance” and “contrast ratio”; 4.5 to 1 for text (1.4.3).
"""

import re

LEAST = 4.5
PAPER, CARD = "#f6f8f6", "#ffffff"
DARK_PAPER, DARK_CARD = "#0f1613", "#18211d"
OURS = "#0b6b4a"
HEX = re.compile(r"^#[0-9a-f]{6}$")


def contrast(one: str, other: str) -> float:
    """From 1 to 21, of two colours written #rrggbb."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(colour: str) -> bool:
    """As text on our paper, and as a ground for white letters."""
    return min(contrast(colour, PAPER), contrast(colour, CARD)) >= LEAST


def nearest_readable(colour: str) -> str:
    """The colour, or as little darker as makes it readable."""
    return next(shade for step in range(101) if is_readable(shade := _mixed(colour, "#000000", step / 100)))


def for_dark(colour: str) -> str:
    """As little lighter as can be read on the dark paper and the dark cards."""
    shades = (_mixed(colour, "#ffffff", step / 100) for step in range(101))
    return next(one for one in shades if min(contrast(one, DARK_PAPER), contrast(one, DARK_CARD)) >= LEAST + 1.5)


def sheet(colour: str) -> str:
    """The style sheet that puts a colour in the place of our green. Raises ValueError for what is no colour."""
    if not HEX.match(colour):
        raise ValueError(colour)
    light = nearest_readable(colour)
    dark = for_dark(colour)
    return (
        f":root{{--green:{light};--green-deep:{_mixed(light, '#000000', 0.3)};--green-wash:{_mixed(CARD, light, 0.1)};"
        f"--on-green:#ffffff;--map-accent:{light}}}\n"
        "@media screen and (prefers-color-scheme:dark){"
        f":root{{--green:{dark};--green-deep:{_mixed(dark, '#ffffff', 0.3)};--green-wash:{_mixed(DARK_CARD, dark, 0.15)};"
        f"--on-green:{_mixed(dark, '#000000', 0.85)};--map-accent:{dark}}}}}\n"
    )


def _mixed(one: str, other: str, share: float) -> str:
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [
        value / 12.92 if (value := part / 255) <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
