"""What the page of a person sends and gets: no account, no cookie, a secret of its own."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.test import Client

from tuque.accounts.roles import Role
from tuque.channels import limits, phrases, services, waits
from tuque.channels.codes import Said, State
from tuque.channels.models import Conversation, Line, LineWay, Message
from tuque.channels.phrases import WORDS
from tuque.channels.tests import factories
from tuque.core.clock import now
from tuque.core.folding import fold
from tuque.core.ids import new_id

pytestmark = pytest.mark.django_db
KEY, OTHER_KEY = "a" * 64, "b" * 64


class Page:
    """A page of the chat in a browser that no one signed in to."""

    def __init__(self, line, key=KEY):
        self.client, self.line, self.key, self.id = Client(enforce_csrf_checks=True), line, key, str(new_id())

    def post(self, what, body=None):
        return self.client.post(
            f"/c/{self.line.code}/{what}",
            body or {},
            content_type="application/json",
            headers={"X-Key": self.key, "Accept": "application/json"},
        )

    def begin(self, **body):
        return self.post("begin", {"id": self.id, "key": self.key, "language": "fr", **body})

    def here(self, what, body=None):
        return self.post(f"{self.id}/{what}", body)

    def say(self, text="Bonjour", name=None):
        return self.here("say", {"id": str(name or new_id()), "text": text})

    def rows(self, after=0):
        answer = self.client.get(
            f"/streams/open/chat/{self.line.code}.{self.id}",
            headers={"X-Key": self.key, "Accept": "application/json", "Last-Event-ID": str(after)},
        )
        return answer if answer.status_code != 200 else answer.json()["rows"]


@pytest.fixture
def line(cast):
    return factories.line(cast)


@pytest.fixture
def page(line):
    page = Page(line)
    assert page.begin(answers={"distress": 4, "danger": "unsure"}).status_code == 200
    return page


@pytest.fixture
def amina(cast, page):
    worker = cast.workers[Role.RESPONDER]
    services.join(conversation=Conversation.objects.get(), worker=worker, at=now())
    return worker


def test_a_person_begins_writes_and_is_answered(page, amina):
    sent = page.say("Je ne dors plus").json()
    talk = Conversation.objects.get()
    factories.responder_says(talk, amina, "Je suis là")
    services.mark_read(conversation=talk, up_to=99, by=amina, at=now())

    rows = page.rows()

    assert [(row["kind"], row["payload"].get("text")) for row in rows] == [
        ("joined", None),
        ("said", "Je ne dors plus"),
        ("said", "Je suis là"),
        ("read", None),
    ]
    assert rows[1]["payload"]["id"] == sent["id"]
    assert rows[1]["payload"]["read"] is True
    assert page.rows(after=rows[2]["sequence"]) == rows[3:]
    assert talk.first_answers == {"distress": 4, "danger": "unsure"}


def test_answers_that_are_none_are_left_out_and_never_stop_anyone(line):
    for answers in (None, [], "x", {"distress": 9, "danger": "perhaps", "more": "x"}, {"distress": None}):
        page = Page(line)
        assert page.begin(answers=answers).status_code == 200

    assert all(talk.first_answers == {} for talk in Conversation.objects.all())


def test_a_message_sent_twice_is_one(page):
    name = new_id()

    answers = [page.say("Bonjour", name), page.say("Bonjour", name), page.say("Autre", name)]

    assert [answer.status_code for answer in answers] == [200, 200, 409]
    assert answers[0].json() == answers[1].json()
    assert Message.objects.count() == 1


def test_nothing_opens_a_conversation_but_its_own_key(line, page):
    stranger = Page(line, key=OTHER_KEY)
    stranger.id = page.id

    refused = [stranger.say(), *(stranger.here(what) for what in ("leave", "end", "erase", "words"))]

    assert {answer.status_code for answer in refused} == {410}
    assert stranger.rows().status_code == 404
    assert stranger.begin().status_code == 409
    assert Conversation.objects.get().state == State.WAITING


def test_no_answer_sets_a_cookie_or_names_where_one_came_from(line, page):
    for address in ("/open", "/open/fr", f"/c/{line.code}", f"/c/{line.code}/fr"):
        answer = page.client.get(address)
        assert answer.status_code == 200
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store"
    page.say()

    assert not page.client.cookies


def test_the_page_says_what_confidentiality_means_before_anything_can_be_written(line):
    line.keep_days, line.confidentiality_fr = 12, "Une chose à savoir."
    line.save()

    text = Client().get(f"/c/{line.code}/fr").content.decode()

    before = text[: text.index("data-composer")]
    assert "Vos mots sont gardés 12 jours" in before
    assert "Une personne responsable peut le lire aussi" in before
    assert "Une chose à savoir." in before
    assert "<title>Accueil</title>" in text
    assert "<noscript>" in text
    assert "tel:911" in text


def test_the_languages_of_the_line_alone_are_offered(line):
    line.languages = ["fr"]
    line.save()

    assert 'hreflang="en"' not in Client().get(f"/c/{line.code}").content.decode()
    assert Client().get(f"/c/{line.code}/en").status_code == 404


def test_a_line_that_does_not_chat_or_is_put_away_has_no_page(line):
    for changes in ({"channels": ["text"]}, {"is_in_use": False, "channels": ["chat"]}):
        Line.objects.filter(pk=line.pk).update(**changes)
        assert Client().get(f"/c/{line.code}/fr").status_code == 404
        assert Page(line).begin().status_code == 404


def test_four_words_bring_back_what_was_said_and_shut_the_former_page(line, page):
    page.say("Je ne dors plus")
    words = page.here("words").json()["words"]
    other = Page(line, key=OTHER_KEY)

    back = other.post("back", {"words": f"  {words.upper()}. ", "key": OTHER_KEY})
    other.id = back.json()["id"]

    assert other.id == page.id
    assert [row["kind"] for row in other.rows()] == ["said", "resumed"]
    assert page.say().status_code == 410
    assert Conversation.objects.get().phrase_hash not in words


def test_new_words_take_the_place_of_the_former_ones(line, page):
    first = page.here("words").json()["words"]
    page.here("words")

    assert Page(line).post("back", {"words": first, "key": KEY}).status_code == 404


def test_four_words_erase_a_conversation(line, page):
    page.say("Je ne dors plus")
    words = page.here("words").json()["words"]

    answer = Page(line).post("erase", {"words": words})

    assert answer.json() == {"state": "erased", "held": False}
    assert Message.objects.get().text == ""
    assert Page(line).post("erase", {"words": words}).status_code == 404


def test_words_cannot_be_guessed_for_long(line, page):
    limit = 30
    tried = [Page(line).post("back", {"words": "one two three four", "key": KEY}).status_code for _ in range(limit + 1)]

    assert tried == [404] * limit + [429]
    assert Page(line, key=OTHER_KEY).begin().status_code == 200  # beginning anew is never refused


def test_the_words_are_many_plain_and_tell_each_other_apart():
    for language, words in WORDS.items():
        assert len(words) >= 256, language
        folded = [fold(word) for word in words]
        assert len(set(folded)) == len(words)
        assert all(word.isalpha() and 2 < len(word) < 13 for word in folded)
    assert phrases.can_be(phrases.draw("fr"))
    assert not phrases.can_be("one two three four")
    assert len({phrases.draw("en") for _ in range(50)}) == 50


def test_a_flood_is_asked_to_wait_and_nothing_of_it_is_lost(page, monkeypatch):
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 0.0))  # all of it in one minute, however slow
    name = new_id()
    codes = [page.say(f"{number}").status_code for number in range(120)]
    slow = page.say("encore", name)
    caches["quick"].clear()
    again = page.say("encore", name)

    assert set(codes) == {200}
    assert (slow.status_code, again.status_code) == (429, 200)


def test_what_is_no_json_of_ours_is_refused_in_words(line, page):
    for body in ("{", "[]", '"x"'):
        answer = page.client.post(f"/c/{line.code}/begin", body, content_type="application/json")
        assert answer.status_code == 400
    for wrong in ({"id": "x"}, {"key": "short"}, {"language": "de"}):
        assert Page(line).begin(**wrong).status_code == 400
    assert page.here("read", {"up_to": "x"}).status_code == 400
    assert page.say("   ").status_code == 422


def test_leaving_is_noted_and_writing_again_takes_it_back(page):
    page.here("leave")
    left = Conversation.objects.get().left_at
    page.say()

    assert left is not None
    assert Conversation.objects.get().left_at is None


def test_ending_and_writing_again(page):
    assert page.here("end").json() == {"state": "ended"}
    assert page.say().status_code == 200
    assert Conversation.objects.get().state == State.WAITING


def test_a_whisper_stays_between_colleagues(page, amina):
    factories.responder_says(Conversation.objects.get(), amina, "Entre nous", kind=Said.WHISPER)

    assert "Entre nous" not in str(page.rows())


def test_the_wait_is_a_range_and_other_ways_come_with_it(cast, line, page):
    LineWay.objects.create(organization=cast.downtown, line=line, way="phone", value="204-555-0100")
    Conversation.objects.update(waiting_since=now() - timedelta(minutes=1))
    another = Page(line, key=OTHER_KEY)
    another.begin()

    told = another.client.get(f"/c/{line.code}/{another.id}/wait", headers={"X-Key": OTHER_KEY}).json()

    assert told["state"] == "waiting"
    assert "selon l’urgence" in told["wait"]
    assert [way["href"] for way in told["ways"]] == ["tel:911", "tel:2045550100"]


def test_how_long_people_wait_is_told_from_the_last_ones():
    minutes = [60.0 * number for number in range(1, 11)]

    assert waits.spread(minutes) == (3, 9)
    assert waits.spread([20.0] * 5) == (0, 1)
    assert waits.spread(minutes[:3]) is None


def test_a_closed_line_lists_who_answers_now(cast, line):
    line.closures.create(
        organization=cast.downtown,
        starts_at=now() - timedelta(hours=1),
        ends_at=now() + timedelta(hours=1),
        reason_fr="Formation de l’équipe.",
    )
    factories.line(cast, "south", name_fr="Ligne du Sud")

    text = Client().get(f"/c/{line.code}/fr").content.decode()

    assert "Formation de l’équipe." in text
    assert "Ce clavardage est fermé en ce moment. Il ouvre le" in text
    assert "data-start" not in text
    assert "Ligne du Sud\u00a0: clavardage" in text
    assert Page(line).begin().status_code == 200  # a page that was open before is not refused


def test_lines_are_found_by_place_and_language_and_what_is_unknown_is_said(cast, line):
    factories.line(cast, "east", name_en="East Line", places=["CA-ON"], languages=["en"], opening="unknown")

    everywhere = Client().get("/open/en").content.decode()
    manitoba = Client().get("/open/en?place=CA-MB").content.decode()
    french = Client().get("/open/en?spoken=fr").content.decode()

    assert "East Line" in everywhere
    assert "Hours not known" in everywhere
    assert "East Line" not in manitoba
    assert "East Line" not in french
    assert "North Line" in french


def test_a_page_of_a_signed_in_worker_is_in_the_language_of_its_address(cast, line, sign_in):
    assert "Avant que vous écriviez" in sign_in(cast.noor).get(f"/c/{line.code}/fr").content.decode()


def test_the_stream_tells_nothing_of_a_line_or_a_conversation_that_is_not_there(line, page):
    for ref in (f"{line.code}.{new_id()}", f"nowhere.{page.id}", f"{line.code}.x", "x"):
        assert page.client.get(f"/streams/open/chat/{ref}", headers={"X-Key": KEY}).status_code == 404
    assert page.client.get(f"/streams/open/other/{line.code}.{page.id}", headers={"X-Key": KEY}).status_code == 404
