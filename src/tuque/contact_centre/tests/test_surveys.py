"""Distress before and after, and the survey: asked once, answered once, every share beside how many were asked."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tuque.channels import afterwards
from tuque.channels import api as channels
from tuque.channels.tests import factories as talks
from tuque.contact_centre.models import Distress, Survey
from tuque.contact_centre.survey import selectors, services
from tuque.contact_centre.survey.models import Moment
from tuque.contact_centre.tests import factories
from tuque.core.ids import new_id

database = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


def talk(cast, language="fr", **values):
    """A conversation that Amina is in."""
    made = talks.conversation(cast, language=language, **values)
    channels.join(conversation=made, worker=cast.amina, at=NOON)
    made.refresh_from_db()
    return made


def answered(cast, helpful="yes", cope="yes", distress=None, language="fr"):
    survey = services.offer(talk(cast, language, conversation_id=new_id()), at=NOON)
    values = {"helpful": helpful, "cope": cope, "respected": "", "distress": distress, "words": ""}
    return services.answer(survey, **values, at=NOON)


@database
@pytest.mark.parametrize(("language", "said"), [("en", "Do you feel better able to cope?"), ("fr", "mieux en mesure")])
def test_whoever_has_the_link_answers_once_in_the_language_of_the_conversation(cast, sign_in, language, said):
    survey = services.offer(talk(cast, language), at=NOON)
    address, visitor = reverse("contact_centre:survey", args=[survey.token]), sign_in(None)

    page = visitor.get(address)
    visitor.post(address, {"helpful": "yes", "cope": "somewhat", "distress": "2", "words": "Example"})
    again = visitor.post(address, {"helpful": "no"})

    survey.refresh_from_db()
    assert said in page.content.decode()
    assert not page.cookies
    assert (survey.helpful, survey.cope, survey.respected, survey.words) == ("yes", "somewhat", "", "Example")
    assert Distress.objects.get().value == 2
    assert "<form" not in again.content.decode()


@database
def test_a_link_that_nobody_was_given_opens_nothing(cast, sign_in):
    assert sign_in(None).get(reverse("contact_centre:survey", args=["x" * 22])).status_code == 404


@database
def test_the_responder_offers_it_in_the_conversation_and_twice_is_the_same_link(cast, sign_in):
    made, browser = talk(cast), sign_in(cast.amina)
    address = reverse("contact_centre:offer-survey", args=[made.public_id])

    for _turn in range(2):
        browser.post(address)

    survey = Survey.objects.get()
    said = [message.text for message in channels.list_messages(made)]
    assert len(said) == 2
    assert all(reverse("contact_centre:survey", args=[survey.token]) in text for text in said)
    assert all(text.startswith("Quatre courtes questions") for text in said)


@database
def test_once_it_is_over_the_person_is_offered_the_questions_until_they_answered_them(cast):
    waiting = talks.conversation(cast, conversation_id=new_id())
    made = talk(cast)
    before = afterwards.address_for(made, at=NOON)
    for one in (waiting, made):
        channels.end(conversation=one, at=NOON)
        one.refresh_from_db()

    offered = [afterwards.address_for(made, at=NOON) for _asked_twice in range(2)]
    services.answer(Survey.objects.get(), helpful="yes", cope="", respected="", distress=None, words="", at=NOON)

    assert before == ""
    assert set(offered) == {reverse("contact_centre:survey", args=[Survey.objects.get().token])}
    assert afterwards.address_for(made, at=NOON) == ""
    assert afterwards.address_for(waiting, at=NOON) == ""


@database
def test_where_nothing_can_be_written_the_link_is_shown_to_be_read_aloud(cast, sign_in):
    made = talk(cast, channel=channels.Channel.VOICE)

    page = sign_in(cast.amina).post(reverse("contact_centre:offer-survey", args=[made.public_id])).content.decode()

    assert "read the link aloud" in page
    assert Survey.objects.get().token in page


@database
def test_what_the_person_chose_before_the_first_word_is_kept_at_the_end(cast):
    made = talk(cast, first_answers={"distress": 4})

    for _turn in range(2):
        services.Ended().ended(made)

    kept = Distress.objects.get()
    assert (kept.moment, kept.source, kept.value) == ("before", "person", 4)


@database
def test_the_responder_writes_how_hard_it_is_and_may_put_it_right(cast, sign_in):
    address = reverse("contact_centre:conversation-survey", args=[factories.a_contact(cast.downtown)])
    browser = sign_in(cast.amina)

    browser.post(address, {"before": "5"})
    browser.post(address, {"before": "4", "after": "2"})
    refused = browser.post(address, {"after": "9"})

    values = {(row.moment, row.value) for row in Distress.objects.all()}
    assert values == {("before", 4), ("after", 2)}
    assert "errorlist" not in refused.content.decode()
    assert "error" in refused.content.decode()


@database
def test_each_share_stands_beside_how_many_were_asked(cast, sign_in):
    for number in range(4):
        services.offer(talk(cast, conversation_id=new_id()), at=NOON)
        if number < 2:
            answered(cast, cope="yes" if number else "no")

    found = selectors.results(cast.downtown, since=NOON, until=LATER)

    assert (found.offered, found.answered) == (6, 2)
    assert round(found.rate) == 33
    assert found.of("cope").percent == 50
    assert found.of("respected").percent is None
    assert selectors.results(cast.elsewhere, since=NOON, until=LATER).offered == 0


VALUES = st.lists(
    st.tuples(st.uuids(), st.none() | st.integers(1, 5), st.none() | st.integers(1, 5)),
    unique_by=lambda one: one[0],
    max_size=20,
)


@given(VALUES)
def test_only_contacts_with_both_moments_are_compared(values):
    rows = [(one, "before", before) for one, before, _after in values if before]
    rows += [(one, "after", after) for one, _before, after in values if after]

    found = selectors.change_of("person", rows)

    both = [(before, after) for _one, before, after in values if before and after]
    assert found.pairs == len(both) == found.fell + found.same + found.rose
    assert found.before is None if not both else found.before == pytest.approx(sum(b for b, _a in both) / len(both))


@database
def test_what_the_person_said_is_not_paired_with_what_the_responder_wrote(cast):
    contact = factories.a_contact(cast.downtown)
    services.keep_own(cast.downtown, contact, Moment.BEFORE, 5, at=NOON)
    services.note_distress(contact, Moment.AFTER, 1, by=cast.amina, at=NOON)

    assert [one.pairs for one in selectors.changes(cast.downtown, since=NOON, until=LATER)] == [0, 0]


@database
@pytest.mark.parametrize(("language", "said"), [("en", "Response rate"), ("fr", "Taux de réponse")])
def test_the_page_reads_in_both_languages(cast, sign_in, language, said, monkeypatch):
    monkeypatch.setattr("tuque.contact_centre.survey.views.now", lambda: LATER)
    type(cast.bea).objects.filter(pk=cast.bea.pk).update(language=language)
    answered(cast)

    page = sign_in(cast.bea).get(reverse("contact_centre:surveys")).content.decode()

    assert said in page
    assert "100" in page
