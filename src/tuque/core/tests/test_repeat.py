"""Sending twice is harmless: held against a plain model of what must happen, whatever the order of sendings."""

from uuid import UUID

import hypothesis.strategies as st
import pytest
from conftest import NOON
from django.db import transaction
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tuque.accounts.models import Organization
from tuque.core import streams
from tuque.core.crypto import keyring
from tuque.core.models import ConflictingWrite, OrganizationKey, RepeatableWrite, Stream, StreamEvent
from tuque.core.problems import Problem
from tuque.core.repeat import AlreadySentDifferently, Answer, body_hash, write_once

SCOPES = st.sampled_from(["worker:a", "worker:b"])
KEYS = st.sampled_from([UUID(int=n) for n in range(1, 4)])
BODIES = st.sampled_from([{"note": "a"}, {"note": "b"}, {"note": "é", "count": 2}])


class Refused(Problem):
    code, status = "test.refused", 422


class Sendings(RuleBasedStateMachine):
    """The model: a dictionary of first bodies and answers, a list of what was written, a set of conflicts kept."""

    def __init__(self) -> None:
        super().__init__()
        self.first: dict[tuple[str, UUID], tuple[str, dict]] = {}
        self.conflicts: set[tuple[str, UUID, str]] = set()
        self.organization = Organization.objects.create(code="here", name="Here", created_at=NOON)

    def send(self, scope: str, key: UUID, body: dict, *, fails: bool = False) -> Answer:
        def write() -> Answer:
            event = streams.append("test", kind="written", payload={"key": str(key)}, at=NOON)
            if fails:
                raise Refused
            return Answer(201, {"number": event.sequence})

        return write_once(scope=scope, key=key, body=body, organization=self.organization, at=NOON, write=write)

    @rule(scope=SCOPES, key=KEYS, body=BODIES)
    def send_it(self, scope, key, body):
        known = self.first.get((scope, key))
        if known is None:
            answer = self.send(scope, key, body)
            assert (answer.status, answer.is_repeat) == (201, False)
            assert answer.body["number"] == len(self.first) + 1
            self.first[scope, key] = (body_hash(body), dict(answer.body))
        elif known[0] == body_hash(body):
            answer = self.send(scope, key, body)
            assert (answer.body, answer.is_repeat) == (known[1], True)
        else:
            with pytest.raises(AlreadySentDifferently):
                self.send(scope, key, body)
            self.conflicts.add((scope, key, body_hash(body)))

    @rule(scope=SCOPES, key=KEYS, body=BODIES)
    def send_what_is_refused(self, scope, key, body):
        """A write that fails leaves nothing, so that the sender may put it right under the same id."""
        if (scope, key) not in self.first:
            with pytest.raises(Refused):
                self.send(scope, key, body, fails=True)

    @invariant()
    def the_tables_say_what_the_model_says(self):
        assert RepeatableWrite.objects.count() == len(self.first)
        assert ConflictingWrite.objects.count() == len(self.conflicts)
        numbers = list(StreamEvent.objects.order_by("sequence").values_list("sequence", flat=True))
        assert numbers == list(range(1, len(self.first) + 1))
        assert streams.last_sequence("test") == len(self.first)

    def teardown(self) -> None:
        keyring.forget()
        for model in (ConflictingWrite, RepeatableWrite, StreamEvent, Stream, OrganizationKey, Organization):
            model.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_sendings_in_any_order():
    run_state_machine_as_test(Sendings, settings=settings(max_examples=25, stateful_step_count=12, deadline=None))


@pytest.mark.django_db(transaction=True)
def test_a_repeatable_write_is_never_part_of_another_transaction(cast):
    with pytest.raises(RuntimeError), transaction.atomic():
        write_once(scope="s", key=UUID(int=1), body={}, organization=cast.downtown, at=NOON, write=lambda: Answer(201))


def test_the_hash_of_a_body_does_not_depend_on_the_order_of_its_keys():
    assert body_hash({"a": 1, "b": [1, 2]}) == body_hash({"b": [1, 2], "a": 1})
    assert body_hash({"a": 1}) != body_hash({"a": "1"})
