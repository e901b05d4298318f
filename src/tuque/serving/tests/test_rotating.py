"""T-23: keys are changed under traffic, and the work is killed half-way. `TUQUE_ROTATE_ROWS=100000` for the long run."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from conftest import NOON

from tuque.audit.models import AuditRecord
from tuque.core import wall
from tuque.core.crypto import keyring, rotation
from tuque.core.crypto.models import OrganizationKey
from tuque.core.crypto.roots import RootFile, roots, use
from tuque.core.tests.databases import environment_for
from tuque.people.models import Person
from tuque.people.tests.factories import person
from tuque.serving import keys

ROWS = int(os.environ.get("TUQUE_ROTATE_ROWS", "3000"))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_keys_changed_under_traffic_and_killed_lose_nothing(tmp_path):
    command = [sys.executable, "-m", "tuque.serving.tests.rotating", str(tmp_path), str(ROWS)]

    done = subprocess.run(
        command, env=environment_for(tmp_path), capture_output=True, text=True, timeout=1800, check=False
    )

    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads((tmp_path / "figures.json").read_text())
    print(found)
    assert (found["rows"], found["failed"], found["lost"], found["left"]) == (ROWS, [], 0, 0)
    assert 0 < found["killed_at"] < ROWS, "it was not killed in the middle"
    assert (found["destroyed"], found["keys"]) == (1, 1)
    assert found["reads"] > 200
    assert found["writes"] > 50


@pytest.fixture
def root_file(tmp_path):
    use(RootFile(tmp_path / "keys" / "root"))
    yield roots()
    use(None)


@pytest.mark.django_db(transaction=True)
def test_each_step_is_recorded_and_the_work_goes_on_by_itself(cast, monkeypatch):
    monkeypatch.setattr(keyring, "BELIEVED_SECONDS", 0.0)
    person("Alba Testname", by=cast.noor, at=NOON)
    keys.begin(cast.downtown, at=NOON)
    OrganizationKey.objects.update(created_at=NOON - timedelta(hours=1))

    keys.go_on(at=NOON, going=lambda: False)
    assert rotation.is_under_way(cast.downtown.pk), "stopped at once, nothing is said to be done"
    assert keys.go_on(at=NOON, going=lambda: True)
    assert not keys.go_on(at=NOON + timedelta(days=1), going=lambda: True)
    assert keys.go_on(at=NOON + rotation.KEPT, going=lambda: True)

    acts = AuditRecord.objects.filter(action__startswith="keys.", organization=cast.downtown).order_by("pk")
    assert [record.action for record in acts] == ["keys.begun", "keys.emptied", "keys.destroyed"]
    keyring.forget()
    assert Person.objects.get().name == "Alba Testname"


@pytest.mark.django_db(transaction=True)
def test_a_new_root_key_wraps_every_key_and_the_former_one_stays_for_old_backups(cast, root_file):
    person("Alba Testname", by=cast.noor, at=NOON)
    before = root_file.current()

    assert keys.renew_root(at=NOON) == OrganizationKey.objects.count()

    after = root_file.current()
    assert after != before
    assert set(OrganizationKey.objects.values_list("root", flat=True)) == {after}
    assert root_file.derive(before, "backup"), "an older backup still opens"
    keyring.forget()
    assert Person.objects.get().name == "Alba Testname"
    record = AuditRecord.objects.get(action="keys.root_renewed")
    assert record.details["root"] == after


@pytest.mark.django_db(transaction=True)
def test_a_change_of_the_root_key_that_was_interrupted_leaves_everything_readable(cast, root_file):
    person("Alba Testname", by=cast.noor, at=NOON)
    root_file.renew()  # and the process died before any key was wrapped anew
    keyring.forget()

    assert Person.objects.get().name == "Alba Testname"
    with wall.system(wall.Purpose.UPKEEP):
        assert keyring.wrap_anew() == OrganizationKey.objects.count()
