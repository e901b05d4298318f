"""The page on OWASP's ASVS has every line once, and each test that it names exists."""

import re
from collections import Counter
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/reference/asvs.md").read_text()
LINE = re.compile(r"^\| (\d+)\.(\d+)\.(\d+)( \(level 3\))? \| ([123]) \| .+? \| (.+?) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"((?:src|tests)/[\w/]+\.py)(?:::(\w+))?")
# Chapter: requirements of level 1 and of level 2. Source: OWASP ASVS 5.0.0.
OF_EACH_LEVEL = {
    1: (8, 19), 2: (4, 7), 3: (8, 11), 4: (2, 8), 5: (4, 5), 6: (13, 22), 7: (6, 12), 8: (4, 3), 9: (4, 3),
    10: (5, 24), 11: (3, 11), 12: (3, 6), 13: (1, 12), 14: (2, 7), 15: (3, 10), 16: (0, 16), 17: (0, 7),
}  # fmt: skip
STATES = {"held", "in part", "not applicable", "not yet"}


def lines() -> list[tuple[str, ...]]:
    return LINE.findall(PAGE)


def test_every_line_of_levels_one_and_two_is_there_once():
    found = Counter((int(chapter), level) for chapter, _s, _n, _more, level, _state, _why in lines())

    assert {chapter: (found[chapter, "1"], found[chapter, "2"]) for chapter in OF_EACH_LEVEL} == OF_EACH_LEVEL
    assert sum(number for (_chapter, level), number in found.items() if level == "3") == 25
    assert len({line[:4] for line in lines()}) == len(lines()) == 253 + 25
    assert PAGE.count("\n| ") - PAGE.count("| number |") == len(lines())


def test_each_has_a_state_and_what_is_held_names_a_test_or_a_page():
    assert {line[5] for line in lines()} == STATES
    bare = [
        ".".join(line[:3]) for line in lines() if line[5] == "held" and not re.search(r"::test_|\]\(\w+\.md\)", line[6])
    ]

    assert bare == []


def test_the_figures_at_the_top_are_those_of_the_table():
    found = Counter(line[5] for line in lines() if line[4] != "3")

    for state in STATES:
        assert f"{found[state]} {state}" in PAGE


def test_each_test_that_is_named_exists():
    lost = [
        f"{path}::{name}" if name else path
        for path, name in NAMED.findall(PAGE)
        if not (ROOT / path).exists() or (name and f"def {name}(" not in (ROOT / path).read_text())
    ]

    assert lost == []
