"""A language model at an address: told common words alone, asked by a person, never deciding, off by default."""

import json

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tuque.accounts.models import Worker
from tuque.audit.models import AuditRecord
from tuque.channels.providers.tests.fake import fake_provider
from tuque.channels.tests import factories as talking
from tuque.contact_centre.console.models import ContactDraft
from tuque.contact_centre.models import Suggestion, SuggestionRules
from tuque.contact_centre.suggestions import machine, services
from tuque.contact_centre.suggestions.redaction import GAP, NUMBER, redact
from tuque.contact_centre.tests.test_suggestions import site, talk, told_before_writing
from tuque.contact_centre.tests.test_talk import url
from tuque.core.clock import now

database = pytest.mark.django_db
assert site, talk


# What leaves


HOSTILE = [
    ("en", "my name is kevin and i live on portage avenue, apartment twelve", ["kevin", "portage", "twelve"]),
    ("en", "this is hope brown, call me rose please", ["brown", "rose"]),
    ("en", "I saw Hope and Will at the shelter with Grace", ["hope", "grace"]),
    ("en", "its k e v i n, k-e-v-i-n, kev!n, k3vin, Kevin", ["kevin", "k e v", "k-e", "kev", "k3"]),
    ("en", "call two zero four five five five oh one nine nine or 204 555-0199 or +1(204)5550199", ["two", "zero", "oh", "one", "204", "0199"]),
    ("en", "mail me at jo.doe+x@mail.example or jo at mail dot example or www.jo.example/me", ["jo", "doe", "www", "@"]),
    ("en", "i live at one hundred and five main street near king street east", ["hundred", "main", "king"]),
    ("en", "MY NAME IS MARIGOLD AND I DRINK", ["marigold"]),
    ("en", "my health card is MB 123 456 789, born on the fifth of May 1990, password hunter2", ["123", "1990", "hunter", "fifth"]),
    ("en", "сall Kеvin", ["сall", "kеvin"]),  # with letters of another alphabet
    ("en", "Ke\u200bvin told me", ["vin"]),
    ("en", "ｋｅｖｉｎ wrote it", ["kevin", "ｋｅｖｉｎ"]),
    ("en", "a2V2aW4= is my name", ["a2v2", "kevin"]),
    ("fr", "je m’appelle marie-ève tremblay et j’habite au 12 rue des érables", ["marie", "ève", "tremblay", "12", "érables"]),
    ("fr", "moi c'est jean, mon nom de famille c’est pierre", ["jean", "pierre"]),
    ("fr", "mon numéro est le deux cent quatre, cinq cinq cinq, zéro un neuf neuf", ["deux", "cent", "cinq", "zéro", "neuf"]),
    ("fr", "chemin du vieux moulin, près de la rue principale à saint-boniface", ["moulin", "principale", "boniface"]),
    ("fr", "Rose et Olivier sont venus avec France", ["olivier", "france"]),
    ("fr", "écris-moi à rose@mail.example ou au 514.555.0188", ["rose", "514", "0188"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "never"), HOSTILE)
def test_nothing_that_tells_who_someone_is_leaves(language, text, never):
    out = redact(text, language).lower()

    words = set(out.replace(GAP, " ").replace(NUMBER, " ").replace("'", " ").replace("’", " ").split())
    assert not [one for one in never if one in words or (" " in one and one in out) or (len(one) > 3 and one in out)], (
        out
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I started to drink again, and I cannot sleep. My mother is worried."),
        ("fr", "J’ai recommencé à boire et je ne dors pas. Ma mère est inquiète."),
    ],
)
def test_what_is_common_is_left(language, text):
    out = redact(text, language)

    assert GAP not in out
    assert out.count(" ") == text.count(" ")


def test_words_that_many_people_of_the_centre_wrote_may_leave():
    assert redact("the zamboni broke", "en") == "the […] broke"
    assert redact("the zamboni broke", "en", known=frozenset({"zamboni"})) == "the zamboni broke"


@given(st.text(max_size=120), st.sampled_from(["en", "fr"]))
def test_no_digit_and_no_unknown_word_ever_leaves(text, language):
    out = redact(text, language)

    assert not [sign for sign in out if sign.isnumeric()]
    assert "@" not in out
    assert redact("xq" + "zvortle", language) == GAP


# Asking


@pytest.fixture
def model(settings, site):
    with fake_provider() as fake:
        settings.LANGUAGE_MODEL_URL, settings.LANGUAGE_MODEL_KEY = f"{fake.origin}/v1?model=small", "a key"
        SuggestionRules.objects.create(
            organization=site.downtown, fields=["about", "needs"], asks_machine=True, changed_at=now()
        )
        yield fake


def says(**body):
    return 200, {"choices": [{"message": {"content": f"Here: {json.dumps(body)}"}}]}


@database
@pytest.mark.parametrize(
    ("language", "said"), [("en", "suggested by a language model"), ("fr", "suggéré par un modèle")]
)
def test_a_draft_is_asked_for_marked_and_accepted_by_a_person(site, talk, model, sign_in, language, said):
    Worker.objects.filter(pk=site.amina.pk).update(language=language)
    talking.person_says(talk, "my name is zorblax, 204-555-0199, i live on portage avenue", at=now())
    model.will(says(summary="Drinks again.", choices={"about": ["substances", "nothing-known"], "outcome": ["helped"]}))
    browser = sign_in(site.amina)

    page = browser.post(url("record", talk), {"_suggestion": "ask", "note": "Mine."}).content.decode()
    before = ContactDraft.objects.filter(answers__isnull=False).first()
    after = browser.post(
        url("record", talk), {"_suggestion": "yes-summary", "_summary": "Drinks again.", "note": "Mine."}
    ).content.decode()

    (asked,) = model.asked
    sent = json.dumps(asked["body"], ensure_ascii=False).lower()
    assert asked["path"] == "/v1/chat/completions"
    assert asked["auth"] == "Bearer a key"
    assert asked["body"]["model"] == "small"
    assert "bottle" in sent
    assert not [one for one in ("zorblax", "204", "0199", "portage", str(talk.public_id)) if one in sent]
    assert said in page
    assert "Drinks again." in page
    assert before is None or "Drinks" not in str(before.answers)
    assert ContactDraft.objects.get().answers["note"] == "Mine.\nDrinks again."
    assert "Drinks again." in after
    rows = set(Suggestion.objects.values_list("source", "field", "choice", "reply"))
    assert rows == {("address", "about", "substances", ""), ("address", "note", "summary", "accepted")}
    assert AuditRecord.objects.filter(action="contact_centre.machine_asked").count() == 1


@database
@pytest.mark.parametrize(
    "answer",
    [
        (500, {}),
        (302, {}),
        (200, "no json"),
        (200, {"choices": []}),
        (200, {"choices": [{"message": {"content": "[" * 5000}}]}),
        (200, {"choices": [{"message": {"content": '{"summary": "x", "choices": [1]}'}}]}),
        (200, "x" * (machine.LARGEST_ANSWER + 1)),
        (0, ""),
    ],
)
def test_an_answer_that_is_none_changes_nothing(site, talk, model, sign_in, answer):
    model.will(answer)

    page = sign_in(site.amina).post(url("record", talk), {"_suggestion": "ask", "note": "Mine."})

    assert page.status_code == 200
    assert "did not answer" in page.content.decode()
    assert "Mine." in page.content.decode()
    assert not Suggestion.objects.exists()


@database
def test_a_model_that_is_silent_is_not_waited_for(site, talk, model, monkeypatch):
    monkeypatch.setattr(machine, "TIMEOUT_SECONDS", 0)  # as if the time were over
    form = services.form_of(site.downtown, at=now())

    with pytest.raises(machine.NoDraft):
        machine.draft(talk, form, by=site.amina, at=now())


@database
def test_without_a_setting_or_a_directors_yes_there_is_no_button_and_nothing_leaves(
    site, talk, model, sign_in, settings
):
    SuggestionRules.objects.update(asks_machine=False)
    browser = sign_in(site.amina)

    page = browser.post(url("record", talk), {"_suggestion": "ask"}).content.decode()
    sign_in(site.dana).post(reverse("contact_centre:switch-machine"), {"on": "yes"})
    allowed = browser.get(url("record", talk)).content.decode()
    settings.LANGUAGE_MODEL_URL = ""
    unset = browser.get(url("record", talk)).content.decode()

    assert 'value="ask"' not in page
    assert 'value="ask"' in allowed
    assert 'value="ask"' not in unset
    assert model.asked == []


@database
@pytest.mark.parametrize(
    ("language", "said"), [("en", "A language model may be asked"), ("fr", "Un modèle de langue peut être")]
)
def test_the_page_says_to_whom_words_go(site, model, sign_in, language, said):
    Worker.objects.filter(pk=site.dana.pk).update(language=language)

    page = sign_in(site.dana).get(reverse("contact_centre:suggestions")).content.decode()

    assert said in page
    assert "127.0.0.1" in page


@database
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "(a language model) may suggest a summary"), ("fr", "(un modèle de langue) peut")],
)
def test_the_chat_says_that_a_language_model_may_be_asked_only_where_it_is_allowed(
    site, model, settings, language, said
):
    line = talking.line(site)

    assert said in told_before_writing(line, language)
    machine.switch(on=False, by=site.dana, at=now())
    assert said not in told_before_writing(line, language)
    machine.switch(on=True, by=site.dana, at=now())
    settings.LANGUAGE_MODEL_URL = ""
    assert said not in told_before_writing(line, language)
