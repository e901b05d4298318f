"""Processes killed at any point: nothing acknowledged is lost, nothing happens twice, no reader misses a row."""

import json
import subprocess
import sys

import pytest

from tuque.core.tests.databases import environment_for

ROUNDS = 30


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_writers_and_deliverers_killed_again_and_again(tmp_path):
    environment = environment_for(tmp_path)

    command = [sys.executable, "-m", "tuque.core.tests.killing", str(tmp_path), "7", str(ROUNDS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr[-3000:]
    facts = json.loads((tmp_path / "facts.json").read_text())
    numbers = [event[0] for event in facts["events"]]
    written = {(client, number): sequence for sequence, client, number in facts["events"]}
    assert len(numbers) > ROUNDS, "too little was written for the test to mean something"
    assert numbers == list(range(1, len(numbers) + 1)), "numbers have no gap and come once"
    assert len(written) == len(numbers), "nothing was written twice"
    assert facts["seen"] == numbers, "whoever reads after a number misses none: no late commit"
    for client, notes in facts["acknowledged"].items():
        assert [note[0] for note in notes] == list(range(len(notes)))
        assert all(written[int(client), number] == sequence for number, sequence in notes), (
            "an acknowledged write is lost"
        )
    assert facts["waiting"] == 0
    assert sorted(map(tuple, facts["done"])) == sorted(written), "each message had its effect once"
