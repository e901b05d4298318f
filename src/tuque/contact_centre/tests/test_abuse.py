"""The ladder: no rung is left out, two people restrict, it ends by itself, a risk takes it away, and nobody is silenced."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tuque.channels import api as channels
from tuque.channels.tests import factories as talks
from tuque.contact_centre.abuse import ladder, services
from tuque.contact_centre.abuse.ladder import Kind, NotPossible, Rung
from tuque.contact_centre.abuse.models import AbuseFact
from tuque.contact_centre.console import talks as console
from tuque.contact_centre.desk import desk
from tuque.contact_centre.routing import commands
from tuque.contact_centre.routing.values import Channel, Contact, Risk
from tuque.core.ids import new_id

database = pytest.mark.django_db
TRIES = st.lists(
    st.tuples(
        st.sampled_from([*Kind]),
        st.sampled_from(["amina", "bea", "dana"]),
        st.integers(0, 40),
        st.booleans(),
        st.sampled_from(["0", "1", "24", "72", "200"]),
    ),
    max_size=40,
)


def play(tries):
    facts, at = [], NOON
    for kind, by, hours, risk, length in tries:
        at += timedelta(hours=hours)
        try:
            fact = ladder.act(facts, kind, at=at, by=by, risk=risk, data={"hours": length})
        except NotPossible:
            continue
        facts.append(fact)
        yield facts, fact, risk


@given(TRIES)
def test_whatever_is_tried_no_rung_is_left_out_and_two_restrict(tries):
    for facts, fact, risk in play(tries):
        before = facts[:-1]
        if fact.kind is Kind.WARNED:
            assert any(one.kind is Kind.NOTED for one in before)
        if fact.kind is Kind.RESTRICTED:
            assert not risk
            assert any(one.kind is Kind.WARNED for one in before)
            proposal = next(one for one in reversed(before) if one.kind is Kind.PROPOSED)
            assert proposal.by != fact.by
            assert 1 <= int(fact.data["hours"]) <= ladder.LONGEST_HOURS


@given(TRIES)
def test_every_restriction_ends_by_itself_and_is_lifted_at_once(tries):
    for facts, fact, _risk in play(tries):
        if fact.kind is Kind.RESTRICTED:
            now = ladder.standing(facts, at=fact.at)
            assert now.rung is Rung.SLOW
            assert ladder.standing(facts, at=now.until).rung is not Rung.SLOW
            lifted = ladder.act(facts, Kind.LIFTED, at=fact.at, by="dana", risk=True)
            assert ladder.standing([*facts, lifted], at=fact.at).rung is not Rung.SLOW


def talk(cast, **values):
    """A text conversation that Amina and Bea are in, known to the router."""
    made = talks.conversation(
        cast, channel=channels.Channel.TEXT, address="+12045550144", conversation_id=new_id(), **values
    )
    for worker in (cast.amina, cast.bea, cast.dana):
        channels.join(conversation=made, worker=worker, at=NOON)
    desk.run(
        cast.downtown,
        commands.queue,
        Contact(str(made.public_id), Channel.TEXT, made.language, made.line.code),
        at=NOON,
    )
    made.refresh_from_db()
    return made


def restrict(cast, made, at=NOON):
    for kind, by, data in (
        (Kind.NOTED, cast.amina, {}),
        (Kind.WARNED, cast.amina, {}),
        (Kind.PROPOSED, cast.bea, {"hours": "24"}),
        (Kind.RESTRICTED, cast.dana, {"hours": "24"}),
    ):
        services.do(made.public_id, kind, by=by, at=at, data=data, said="Example")


def lane(cast, made):
    return desk.read(cast.downtown, lambda state: state.held[str(made.public_id)].slow)


@database
def test_whoever_is_restricted_is_told_in_their_language_and_waits_longer(cast):
    made = talk(cast)

    restrict(cast, made)

    said = [message.text for message in channels.list_messages(made)]
    assert said[0].startswith("Nous voulons continuer à vous aider")
    assert "Vous êtes toujours entendu" in said[1] or "On vous écoute toujours" in said[1]
    assert lane(cast, made)


@database
def test_the_next_contact_of_the_same_number_is_slow_and_told_until_it_ends(cast, monkeypatch):
    restrict(cast, talk(cast))
    soon, after = talk(cast), talk(cast)

    monkeypatch.setattr(services, "now", lambda: NOON + timedelta(hours=1))
    for _turn in range(2):
        services.Arriving().arrived(soon)
    monkeypatch.setattr(services, "now", lambda: NOON + timedelta(hours=25))
    services.Arriving().arrived(after)

    assert lane(cast, soon)
    assert channels.list_messages(soon).count() == 1
    assert not lane(cast, after)


@database
def test_a_risk_that_is_stated_lifts_it_for_good(cast, monkeypatch):
    restrict(cast, talk(cast))
    at_risk = talk(cast, first_answers={"danger": "yes"})

    monkeypatch.setattr(services, "now", lambda: NOON + timedelta(hours=1))
    services.Arriving().arrived(at_risk)

    assert not lane(cast, at_risk)
    assert services.standing_of(at_risk, at=NOON + timedelta(hours=1)).rung is not Rung.SLOW


@database
def test_a_high_risk_that_is_confirmed_on_the_console_lifts_it_and_a_lower_one_does_not(cast):
    made = talk(cast)
    restrict(cast, made)
    soon = NOON + timedelta(minutes=5)

    console.confirm_risk(made, Risk.MODERATE, by=cast.amina, at=soon)
    slow_before = lane(cast, made)
    for _turn in range(2):
        console.confirm_risk(made, Risk.HIGH, by=cast.amina, at=soon)

    assert slow_before
    assert not lane(cast, made)
    assert services.standing_of(made, at=soon).rung is not Rung.SLOW
    assert AbuseFact.objects.filter(kind=Kind.LIFTED).count() == 1


@database
def test_a_chat_without_an_address_is_followed_no_further_than_itself(cast):
    first, second = talks.conversation(cast), talks.conversation(cast, conversation_id=new_id())
    channels.join(conversation=first, worker=cast.amina, at=NOON)

    services.do(first.public_id, Kind.NOTED, by=cast.amina, at=NOON, said="Example")

    assert services.standing_of(first, at=NOON).rung is Rung.NOTED
    assert services.standing_of(second, at=NOON).rung is Rung.NONE


@database
def test_one_supervisor_alone_restricts_nobody(cast, sign_in):
    made, bea = talk(cast), sign_in(cast.bea)

    def send(kind, **body):
        return bea.post(reverse("contact_centre:abuse-act", args=[made.public_id, kind]), body)

    early = send("warned")
    send("noted", words="Example")
    send("warned")
    send("proposed", hours="24", words="Example")
    alone = send("restricted", hours="24")

    assert early.status_code == 409
    assert "Write first what happened." in early.content.decode()
    assert alone.status_code == 409
    assert "A second person must agree." in alone.content.decode()
    assert not lane(cast, made)


@database
def test_a_responder_neither_proposes_nor_lifts(cast, sign_in):
    made, amina = talk(cast), sign_in(cast.amina)

    for kind in ("proposed", "restricted", "lifted"):
        answer = amina.post(
            reverse("contact_centre:abuse-act", args=[made.public_id, kind]), {"hours": "1", "words": "x"}
        )
        assert answer.status_code == 403
