"""The judged questions are whole, and what is counted with them is right. Measuring is `tuque bench search`."""

import json
from pathlib import Path

import pytest

import tuque

pytestmark = pytest.mark.once

FILE = Path(tuque.__file__).parent / "bench" / "data" / "search-judgements.jsonl"


def test_there_are_three_hundred_judged_questions_in_both_languages():
    rows = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]

    assert len({row["query"] for row in rows}) == len(rows) >= 300
    assert min(sum(row["language"] == language for row in rows) for language in ("en", "fr")) >= 130
    assert {grade for row in rows for grade in row["grades"].values()} == {0, 1, 2}
    # Ids and grades alone: no text of a record is in the repository.
    assert all(set(row) == {"query", "language", "grades"} for row in rows)
