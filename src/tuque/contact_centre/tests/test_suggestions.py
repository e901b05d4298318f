"""Categories suggested from the words: learned from the centre's own records, never deciding, and measured."""

import json
from datetime import timedelta

import numpy as np
import pytest
from conftest import NOON
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tuque.accounts.models import Worker
from tuque.audit.models import AuditRecord
from tuque.channels import api as channels
from tuque.channels.models import Message
from tuque.channels.selectors import forget_lines
from tuque.channels.tests import factories as talking
from tuque.contact_centre.console import beside, seats, seeing
from tuque.contact_centre.console.models import ContactDraft
from tuque.contact_centre.models import Suggestion, SuggestionModel, SuggestionRules
from tuque.contact_centre.suggestions import features, learned, reading, selectors, services, training
from tuque.contact_centre.suggestions.problems import TooFewRecords
from tuque.contact_centre.suggestions.training import Example
from tuque.contact_centre.tests.test_talk import someone_writes, takes, url
from tuque.core.clock import now
from tuque.core.wall import context
from tuque.demo import talks

database = pytest.mark.django_db
assert seats, seeing  # of the same cast as test_talk
LABELS = tuple(f"about:{topic}" for topic in talks.said())


def examples(count=400, *, name="Kowalczyk"):
    """Invented contacts; one person in a thousand words names someone, and leaves numbers."""
    return [
        Example(
            group=str(number),
            language=one.language,
            texts=(*one.texts, f"my friend {name} called 204-555-0{number:03d}", f"write to me{number}@mail.example"),
            labels=frozenset(f"about:{topic}" for topic in one.about),
        )
        for number, one in enumerate(talks.invented(count))
    ]


@pytest.fixture(scope="module")
def result():
    return training.learn(examples(), LABELS, names=frozenset({"essai"}))


@pytest.fixture
def site(cast):
    with context.within(cast.downtown.pk):
        talking.line(cast)
        yield cast


@pytest.fixture
def in_use(site, result):
    """The training in use at the downtown centre."""
    beside.form_for(site.amina, at=NOON)
    text = learned.to_text(result.learned)
    return SuggestionModel.objects.create(
        organization=site.downtown,
        state="ready",
        asked_at=NOON,
        trained_at=NOON,
        contacts=400,
        by_language=result.contacts,
        languages=list(result.learned.languages),
        figures=[one.to_data() for one in result.figures],
        weights=text,
        digest=learned.digest_of(text),
        is_in_use=True,
    )


@pytest.fixture
def talk(site):
    conversation = someone_writes(site)
    talking.person_says(conversation, "I started drinking again, I drank a whole bottle tonight", at=now())
    takes(site.amina)
    conversation.refresh_from_db()
    return conversation


# Words to counts


def test_what_holds_a_number_or_an_address_is_no_word():
    found = features.counts(["Call 204-555-0199 or me@mail.example, https://x.example/y room 4b, appelle 5h30"], "en")

    assert not [name for name in found if any(sign.isdigit() for sign in name)]
    assert "en:mail" not in found
    assert {"en:call", "en:room"} <= set(found)


def test_words_with_a_capital_inside_sentences_are_names():
    said = [("I saw Marigold and the doctor. Doctor says hello to Marigold", "en"), ("NOBODY LISTENS TO ME", "en")]

    assert features.proper_words(said) == {"en:marigold"}


@given(st.lists(st.text(max_size=80), max_size=4), st.sampled_from(["en", "fr"]))
def test_any_words_are_counted_without_a_fault(texts, language):
    assert all(count > 0 for count in features.counts(texts, language).values())


# Learning


@pytest.mark.once
def test_it_learns_both_languages_and_is_measured_on_people_it_never_saw(result):
    for language in ("en", "fr"):
        trial = selectors.Trial(
            *(
                sum(getattr(one, part) for one in result.figures if one.language == language)
                for part in ("recorded", "suggested", "right")
            )
        )
        assert trial.precision > 55
        assert trial.recall > 55
    held = {number for number in range(400) if training.fold_of(str(number)) == training.HELD_OUT}
    assert sum(one.recorded for one in result.figures if not one.language) == sum(
        len(one.labels) for number, one in enumerate(examples()) if number in held
    )


@pytest.mark.once
def test_a_name_is_not_learned_though_hundreds_wrote_it(result):
    words = {name.partition(":")[2] for name in result.learned.vocabulary if not name.startswith("#")}

    assert not {word for phrase in words for word in phrase.split()} & {"kowalczyk", "essai"}
    assert "#kowa" not in result.learned.vocabulary
    assert not [name for name in result.learned.vocabulary if any(sign.isdigit() for sign in name)]


@pytest.mark.once
def test_what_fewer_than_five_people_wrote_is_forgotten_however_often_they_wrote_it():
    rare = Example("someone", "en", ("zeppelinesque things",) * 50, frozenset())
    several = [Example(f"one-{number}", "en", ("marvellous kites",), frozenset()) for number in range(5)]
    again = [Example("someone", "en", ("zeppelinesque things",), frozenset()) for _number in range(9)]

    kept, vocabulary = training.vocabulary_of([rare, *several, *again], names=frozenset())

    assert kept == {"en:marvel", "en:kite"}
    assert not [name for name in vocabulary if "zepp" in name]


def test_too_few_contacts_are_refused_with_their_number():
    with pytest.raises(training.TooFew) as problem:
        training.learn(examples(20), LABELS)

    assert "20" in TooFewRecords(problem.value.contacts).message()


@pytest.mark.once
def test_what_suggests_counts_as_what_learned(result):
    """The plain arrays give what scikit-learn's own matrices gave."""
    known = result.learned
    for one in talks.invented(40):
        table, _idf = training._table(
            [Example("x", one.language, one.texts, frozenset())], None, known.vocabulary, known.idf
        )
        expected = training._probabilities(table, known.weights, known.bias)[0]

        found = known.probabilities(one.texts, one.language)

        assert np.allclose([found[label] for label in known.labels], expected, atol=1e-4)


# What is kept


@pytest.mark.once
def test_what_was_learned_is_read_as_it_was_written(result):
    text = learned.to_text(result.learned)

    again = learned.from_text(text, digest=learned.digest_of(text))

    said = ["my father died and i drink", "je ne peux pas payer le loyer"]
    assert again.probabilities(said, "fr") == result.learned.probabilities(said, "fr")


@pytest.mark.once
@pytest.mark.parametrize("change", ["digest", "shape", "number", "format", "pickle"])
def test_what_was_changed_is_not_used(result, change):
    text = learned.to_text(result.learned)
    body = json.loads(text)
    if change == "shape":
        body["vocabulary"].append("en:more")
    elif change == "number":
        body["bias"] = learned._written(np.full(len(body["labels"]), np.nan))
    elif change == "format":
        body["format"] = 99
    elif change == "pickle":
        body["weights"] = "gASVEAAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOULg=="
    changed = json.dumps(body) if change != "digest" else text

    with pytest.raises(learned.LearnedUnreadable):
        learned.from_text(changed, digest="0" * 64 if change == "digest" else learned.digest_of(changed))


# What a training reads


@database
def test_a_training_reads_the_centres_own_recorded_words_and_nothing_else(site, sign_in, caplog):
    def recorded(text, *, answers=("lonely",), **values):
        made = talking.conversation(site, conversation_id=None, language="en", **values)
        channels.join(conversation=made, worker=site.amina, at=NOON)
        talking.person_says(made, text)
        talking.responder_says(made, site.amina, "secret words of the responder")
        one = beside.form_for(site.amina, at=NOON)
        body = {"about": list(answers), "outcome": "helped", "duration": 5, "people": {"unknown": 1}}
        beside.save_record(made, one, body, by=site.amina, at=NOON)
        channels.end(conversation=made, by=site.amina, at=NOON)
        return made

    recorded("I have nobody to talk to")
    held = recorded("words that a rescue holds")
    channels.Conversation.objects.filter(pk=held.pk).update(is_held=True)
    asked = recorded("words that someone wants erased")
    channels.Conversation.objects.filter(pk=asked.pk).update(erase_asked_at=NOON)
    open_one = talking.conversation(site, conversation_id=None)
    talking.person_says(open_one, "not over yet")

    found = list(reading.examples_of(site.downtown, ["about", "needs"]))

    assert [one.texts for one in found] == [("I have nobody to talk to",)]
    assert found[0].labels == {"about:lonely"}
    assert list(reading.examples_of(site.elsewhere, ["about"])) == []
    assert "nobody to talk" not in caplog.text


@database
def test_a_director_asks_and_too_few_is_said_on_the_page(site, sign_in, django_capture_on_commit_callbacks):
    browser = sign_in(site.dana)

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("contact_centre:train-suggestions"))
    page = browser.get(reverse("contact_centre:suggestions")).content.decode()

    assert SuggestionModel.objects.get().state == "refused"
    assert "at least 200 are needed" in page
    assert AuditRecord.objects.filter(action="contact_centre.words_learned_from").count() == 1


@database
def test_a_training_is_used_switched_off_and_its_words_go_with_the_next(site, in_use, sign_in):
    browser = sign_in(site.dana)
    text = learned.to_text(services.load(in_use))
    newer = SuggestionModel.objects.create(
        organization=site.downtown, state="ready", asked_at=now(), weights=text, digest=learned.digest_of(text)
    )

    browser.post(reverse("contact_centre:use-suggestions", args=[newer.public_id]))
    in_use.refresh_from_db()
    former = (in_use.is_in_use, in_use.weights)
    browser.post(reverse("contact_centre:stop-suggestions"))
    gone = browser.post(reverse("contact_centre:use-suggestions", args=[in_use.public_id]))

    newer.refresh_from_db()
    assert former == (False, "")
    assert not newer.is_in_use
    assert gone.status_code == 409


# Beside the record


@database
@pytest.mark.parametrize(("language", "said"), [("en", "Suggested by a machine"), ("fr", "Suggéré par une machine")])
def test_a_suggestion_is_accepted_with_one_press_and_nothing_typed_is_lost(site, in_use, talk, sign_in, language, said):
    Worker.objects.filter(pk=site.amina.pk).update(language=language)
    browser = sign_in(site.amina)

    page = browser.get(url("record", talk)).content.decode()
    one = Suggestion.objects.get(field="about", choice="substances")
    after = browser.post(
        url("record", talk), {"_suggestion": f"yes-{one.public_id}", "about": ["lonely"], "note": "A long night."}
    ).content.decode()

    one.refresh_from_db()
    assert said in page
    assert (one.reply, one.replied_by, one.recorded) == ("accepted", site.amina, None)
    assert ContactDraft.objects.get().answers["about"] == ["lonely", "substances"]
    assert "A long night." in after
    assert f"yes-{one.public_id}" not in after


@database
def test_nothing_is_chosen_unless_someone_presses(site, in_use, talk, sign_in):
    browser = sign_in(site.amina)
    browser.get(url("record", talk))
    one = Suggestion.objects.get(field="about", choice="substances")

    browser.post(url("record", talk), {"_suggestion": f"no-{one.public_id}", "note": "x"})
    again = browser.get(url("record", talk)).content.decode()
    body = {"outcome": "helped", "about": ["low"], "duration": "12", "people": ""}
    browser.post(url("record", talk), body)

    rows = {
        (row.choice, row.shown_at is not None, row.reply, row.recorded)
        for row in Suggestion.objects.filter(field="about")
    }
    assert f"{one.public_id}" not in again
    assert ("substances", True, "refused", False) in rows
    assert ("low", False, "", True) in rows


@database
def test_nobody_answers_for_another_conversation_or_by_a_name_that_is_none(site, in_use, talk, sign_in):
    browser = sign_in(site.amina)
    browser.get(url("record", talk))
    one = Suggestion.objects.first()
    other = someone_writes(site, conversation_id=None)
    channels.join(conversation=other, worker=site.amina, at=now())

    assert browser.post(url("record", other), {"_suggestion": f"yes-{one.public_id}"}).status_code == 404
    assert browser.post(url("record", talk), {"_suggestion": "yes-nobody"}).status_code == 404
    one.refresh_from_db()
    assert one.reply == ""


@database
def test_few_words_no_training_and_another_language_suggest_nothing(site, in_use, talk):
    form = services.form_of(site.downtown, at=NOON)
    short = someone_writes(site, conversation_id=None)
    talking.person_says(short, "I drank", at=now())

    assert services.suggest(short, form, at=now()) == []
    assert services.suggest(talk, form, at=now())
    SuggestionModel.objects.update(is_in_use=False)
    Suggestion.objects.all().delete()
    assert services.suggest(talk, form, at=now()) == []


@database
def test_when_the_words_go_what_is_left_tells_of_nobody(site, in_use, talk, sign_in):
    sign_in(site.amina).get(url("record", talk))

    channels.erase(conversation=talk, at=now())

    assert Suggestion.objects.exists()
    assert not Suggestion.objects.filter(conversation__isnull=False).exists()
    assert not Message.objects.filter(conversation=talk).exclude(text=b"").exists()


# What it was worth


def suggestion(organization, *, shown=True, reply="", recorded=None, language="en", choice="low"):
    return Suggestion.objects.create(
        organization=organization,
        field="about",
        choice=choice,
        language=language,
        channel="chat",
        made_at=NOON,
        shown_at=NOON if shown else None,
        reply=reply,
        recorded=recorded,
    )


@database
@pytest.mark.parametrize(("language", "said"), [("en", "What suggestions were worth"), ("fr", "Ce que valaient")])
def test_it_is_measured_by_language_and_by_choice(site, in_use, sign_in, monkeypatch, language, said):
    Worker.objects.filter(pk=site.bea.pk).update(language=language)
    monkeypatch.setattr("tuque.contact_centre.suggestions.views.now", lambda: NOON + timedelta(days=1))
    suggestion(site.downtown, reply="accepted", recorded=True)
    suggestion(site.downtown, reply="refused", recorded=False)
    suggestion(site.downtown, recorded=True, language="fr")
    suggestion(site.downtown, shown=False, recorded=True, language="fr", choice="loss")
    with context.within(site.elsewhere.pk):
        suggestion(site.elsewhere, reply="accepted", recorded=True)

    found = selectors.measure(site.downtown, since=NOON)
    page = sign_in(site.bea).get(reverse("contact_centre:suggestions")).content.decode()

    total = found.total
    assert (total.shown, total.accepted, total.refused, total.left) == (3, 1, 1, 1)
    assert (total.acceptance, round(total.precision), round(total.coverage)) == (50, 67, 67)
    assert found.by_language["fr"].coverage == 50
    assert found.by_choice["about", "loss"].precision is None
    assert said in page
    assert "<form" not in page.partition("<h1>")[2].partition("</main>")[0]  # a supervisor reads, and changes nothing


@database
def test_a_director_chooses_the_questions(site, sign_in):
    browser = sign_in(site.dana)

    browser.post(reverse("contact_centre:choose-suggestions"), {"fields": ["about", "note", "nothing"]})

    assert SuggestionRules.objects.get().fields == ["about"]
    assert services.fields_of(site.downtown, services.form_of(site.downtown, at=NOON)) == ["about"]


# What the person is told


def told_before_writing(line, language):
    forget_lines()  # what is allowed and stopped shows half a second later
    page = Client().get(f"/c/{line.code}/{language}").content.decode()
    return page[: page.index("data-composer")]


@database
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "may learn from your words while they are kept"), ("fr", "apprendre à partir de vos mots")],
)
def test_the_chat_says_that_a_machine_suggests_and_learns_only_where_one_is_in_use(site, in_use, language, said):
    line = talking.line(site)
    with context.within(site.elsewhere.pk):
        other = talking.line(site, "far", organization=site.elsewhere)

    assert said in told_before_writing(line, language)
    assert said not in told_before_writing(other, language)
    services.stop(by=site.dana, at=now())
    assert said not in told_before_writing(line, language)
