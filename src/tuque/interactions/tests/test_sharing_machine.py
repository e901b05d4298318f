"""Sharing against a simple model: whatever is signed, ended, agreed to, withdrawn or left to expire, in any order.

2,000 steps on PostgreSQL, where the wall decides too, and 400 on SQLite; for more, in as many processes as one likes:
`TUQUE_SHARING_STEPS=25000 TUQUE_SHARING_SEED=1 pytest -s src/tuque/interactions/tests/test_sharing_machine.py`.
"""

import os
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from conftest import NOON
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tuque.accounts.models import RoleAssignment, Worker
from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import give_role, make_cast
from tuque.agreements import services as agreements
from tuque.agreements.codes import PERSONAL, ConsentRule, DataClass, EndReason, Purpose
from tuque.agreements.tests import factories as agreed
from tuque.interactions import shared
from tuque.interactions.models import Interaction
from tuque.interactions.tests import factories
from tuque.people import services as people
from tuque.people.models import Consent
from tuque.people.tests.factories import SPOKEN, person

STEPS = int(os.environ.get("TUQUE_SHARING_STEPS", "2000" if connection.vendor == "postgresql" else "400"))
SEED = int(os.environ.get("TUQUE_SHARING_SEED", "0"))
A_RUN = 40
RUNS_AT_ONCE = 10
ROLES = (Role.SUPERVISOR, Role.ANALYST)
PURPOSES = (Purpose.COORDINATION, Purpose.FUNDING)
CLASSES = (DataClass.ACTIVITY, DataClass.WORDS, DataClass.IDENTITY)
some_classes = st.frozensets(st.sampled_from(CLASSES), min_size=1)


class Sharing(RuleBasedStateMachine):
    """Downtown gives, elsewhere reads. The model holds plain values; the invariant compares what each page would show."""

    taken = 0  # steps of every run, each compared

    @initialize()
    def begin(self) -> None:
        self.at: datetime = NOON
        self.cast = make_cast(at=NOON)
        RoleAssignment.objects.filter(worker=self.cast.odile).exclude(role=Role.DIRECTOR).delete()
        self.reader_roles = {Role.DIRECTOR}
        self.person = person("Nutmeg Imagined", by=self.cast.noor, at=NOON)
        self.named_until = NOON + timedelta(days=365)
        self.row = factories.interaction(self.cast.noor, note="WORDS", person_id=self.person.pk, occurred_at=NOON)
        self.agreements: list[dict] = []
        self.consents: list[dict] = []
        Sharing.taken -= 1  # what is compared before the first step is none

    @rule(
        classes=some_classes,
        role=st.sampled_from(ROLES),
        purpose=st.sampled_from(PURPOSES),
        days=st.integers(1, 500),
        consent=st.sampled_from(list(ConsentRule)),
        within=st.none() | st.integers(1, 200),
    )
    def sign(self, classes, role, purpose, days, consent, within) -> None:
        clause = agreed.clause(
            self.cast.downtown,
            self.cast.elsewhere,
            classes=list(classes),
            roles=[role],
            purposes=[purpose],
            consent=consent,
            law="Example Act" if consent == ConsentRule.LAW else "",
            within_days=within,
        )
        agreement = agreed.draft(self.cast, clause, at=self.at, days=days)
        agreements.propose(agreement, by=self.cast.dana, at=self.at)
        for director in (self.cast.dana, self.cast.odile):
            agreements.sign(agreement, capacity="Director", by=director, at=self.at)
        self.agreements.append(
            {
                "row": agreement,
                "from": self.at,
                "until": self.at + timedelta(days=days),
                "ended": False,
                "classes": classes,
                "role": role,
                "purpose": purpose,
                "consent": consent,
                "within": within,
            }
        )

    @rule(which=st.integers(0, 9))
    def end(self, which) -> None:
        standing = [one for one in self.agreements if not one["ended"]]
        if standing:
            one = standing[which % len(standing)]
            agreements.end_agreement(one["row"], reason=EndReason.FINISHED, by=self.cast.odile, at=self.at)
            one["ended"], one["until"] = True, min(one["until"], self.at)

    @rule(classes=some_classes)
    def agree(self, classes) -> None:
        people.record_sharing(
            person=self.person,
            organizations=[self.cast.elsewhere],
            data_classes=list(classes),
            agreement=SPOKEN,
            by=self.cast.noor,
            at=self.at,
        )
        self.consents.append({"classes": classes, "from": self.at, "until": people.a_year_after(self.at)})

    @rule()
    def withdraw(self) -> None:
        with suppress(people.NoConsentToWithdraw):
            people.withdraw_consent(person=self.person, by=self.cast.noor, at=self.at)
        for one in self.consents:
            one["until"] = min(one["until"], self.at)
        self.named_until = min(self.named_until, self.at)

    @rule()
    def name_again(self) -> None:
        people.record_consent(person=self.person, agreement=SPOKEN, by=self.cast.noor, at=self.at)
        self.named_until = people.a_year_after(self.at)

    @rule(role=st.sampled_from(ROLES))
    def change_role(self, role) -> None:
        if role in self.reader_roles:
            RoleAssignment.objects.filter(worker=self.cast.odile, role=role).update(ends_at=self.at)
            self.reader_roles.discard(role)
        else:
            give_role(self.cast.odile, role, at=self.at)
            self.reader_roles.add(role)

    @rule(days=st.integers(1, 120))
    def pass_time(self, days) -> None:
        self.at += timedelta(days=days)

    @invariant()
    def pages_show_what_the_model_says(self) -> None:
        if not hasattr(self, "row"):
            return
        odile = Worker.objects.get(pk=self.cast.odile.pk)
        for purpose in PURPOSES:
            page = shared.list_shared(purpose, viewer=odile, at=self.at)
            found = {code for record in page.records for code in record.decision.classes}
            assert found == self.expected(purpose)
            text = str(page)
            assert ("WORDS" in text) == (DataClass.WORDS in found)
            assert ("Nutmeg" in text) == (DataClass.IDENTITY in found and self.at < self.named_until)
        Sharing.taken += 1

    def expected(self, purpose: Purpose) -> set[DataClass]:
        agreed_to = {code for one in self.consents if one["from"] <= self.at < one["until"] for code in one["classes"]}
        seen: set[DataClass] = set()
        for one in self.agreements:
            if one["purpose"] != purpose or one["role"] not in self.reader_roles:
                continue
            if not one["from"] <= self.at < one["until"]:
                continue
            if one["within"] is not None and self.at - NOON > timedelta(days=one["within"]):
                continue
            asked = {
                ConsentRule.LAW: frozenset(),
                ConsentRule.PERSONAL: PERSONAL,
                ConsentRule.ALWAYS: frozenset(DataClass),
            }[one["consent"]]
            seen |= {code for code in one["classes"] if code not in asked or code in agreed_to}
        return seen


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_happens_pages_show_what_the_model_says():
    class EachAlone(Sharing):
        def __init__(self) -> None:
            super().__init__()
            self.point = transaction.savepoint()

        def teardown(self) -> None:
            transaction.savepoint_rollback(self.point)

    # A run may end before its last step: what was taken is counted, and runs are added until it is enough.
    turn = 0
    while Sharing.taken < STEPS:
        run_state_machine_as_test(
            seed(SEED * 1_000_000 + turn)(EachAlone),
            settings=settings(
                max_examples=RUNS_AT_ONCE,
                stateful_step_count=A_RUN,
                deadline=None,
                database=None,
                phases=[Phase.explicit, Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            ),
        )
        turn += 1
        print(f"{Sharing.taken} steps, no difference", flush=True)
    assert not Interaction.objects.exists()
    assert not Consent.objects.exists()
