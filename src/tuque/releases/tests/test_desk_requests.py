"""A question that nothing answers: asked without an account, followed by a link, worked on, answered or refused, audited, let go."""

from datetime import date, timedelta

import pytest
from conftest import NOON
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tuque.accounts.models import Worker
from tuque.accounts.roles import Role
from tuque.audit.models import AuditRecord
from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.models import OutboxMessage
from tuque.core.problems import NotFound, PermissionRefused
from tuque.releases.desk import asking, library, notices, permissions, selectors, services, staff_letters
from tuque.releases.desk.asking import Asked, due_day
from tuque.releases.desk.models import DataDesk, DataRequest, LibraryAnswer, RequestLink, State, Step
from tuque.releases.desk.problems import (
    DueDayImpossible,
    NoDesk,
    NotAsked,
    OneLanguageOnly,
    RequestEnded,
    RequestLinkClosed,
)
from tuque.releases.desk.questions import Query
from tuque.releases.desk.services import Entry
from tuque.releases.tests import desk

SITE = "https://tuque.example"
NEVER = [role for role in Role if role not in permissions.ANSWERERS]


def link_of(page) -> str:
    return page.text.split('class="link-to-copy" readonly value="http://testserver')[1].split('"')[0]


@pytest.mark.django_db
def test_someone_asks_follows_and_reads_the_answer(client, cast, sign_in):
    place = desk.open_desk(cast.downtown)
    sent = {"desk": place.public_id, "question": "How many beds are there?", "name": "Wilma Invented", "lang": "en"}

    page = client.post("/data/ask", sent)
    link = link_of(page)
    row = DataRequest.objects.get()

    assert page.status_code == 201
    assert row.reference in page.text
    assert "Received" in client.get(link).text
    staff = sign_in(cast.dana)
    address = f"/data-requests/{row.public_id}"
    assert "Wilma Invented" in staff.get(address).text
    staff.post(f"{address}/acts", {"do": "note", "words": "Call the shelter first."})
    staff.post(f"{address}/acts", {"do": "ask", "words": "In which year?"})
    assert "In which year?" in client.get(link).text
    client.post(link, {"words": "This year."})
    assert "This year." in staff.get(address).text
    staff.post(f"{address}/acts", {"do": "answer", "words": "Twenty-four.", "query_words": "shelter"})
    told = client.get(link).text
    assert DataRequest.objects.get().query == {"words": "shelter"}
    assert "Twenty-four." in told
    assert "What the directory answers today" in told
    assert "Call the shelter first." not in told


@pytest.mark.django_db
@pytest.mark.parametrize(("lang", "said"), [("en", "Why it cannot be answered"), ("fr", "Pourquoi")])
def test_a_refusal_says_why_in_the_readers_language(client, cast, lang, said):
    row, token = desk.request(cast.downtown)
    services.refuse(row, reason="It would tell who they are.", origin=SITE, by=cast.dana, at=now())

    page = client.get(f"/data/requests/{token}?lang={lang}")

    assert said in page.text
    assert "It would tell who they are." in page.text


@pytest.mark.django_db
def test_what_reaches_someone_and_their_words_are_sealed_in_the_database(cast):
    row, _token = desk.request(
        cast.downtown, "A secret wish", name="Wilma Invented", email="wilma@example.org", purpose="for my thesis"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT question, purpose, name, email FROM releases_datarequest WHERE id = %s", [row.pk])
        stored = b"|".join(bytes(value) for value in cursor.fetchone())

    for word in (b"secret", b"thesis", b"Wilma", b"example"):
        assert word not in stored


@pytest.mark.django_db
def test_only_the_hash_of_a_link_is_kept_and_another_secret_opens_nothing(client, cast):
    _row, token = desk.request(cast.downtown)

    assert token not in RequestLink.objects.get().token_hash
    assert client.get(f"/data/requests/{token[:-1]}x").status_code == 410


@pytest.mark.django_db
def test_a_program_that_fills_the_trap_asks_nothing(client, cast):
    place = desk.open_desk(cast.downtown)

    answer = client.post("/data/ask", {"desk": place.public_id, "question": "Buy now", "trap": "x"})

    assert answer.status_code == 302
    assert not DataRequest.objects.exists()


@pytest.mark.django_db
def test_asking_too_often_is_refused(client, cast):
    place = desk.open_desk(cast.downtown)
    sent = [client.post("/data/ask", {"desk": place.public_id, "question": "Again"}).status_code for _ in range(21)]

    assert sent[0] == 201
    assert sent[-1] == 429


@pytest.mark.django_db
def test_sent_twice_it_is_one_request(client, cast):
    place, key = desk.open_desk(cast.downtown), new_id()
    sent = {"desk": place.public_id, "question": "Why?", "email": "wilma@example.org", "_key": key, "lang": "en"}

    first, second = client.post("/data/ask", sent), client.post("/data/ask", sent)

    assert (first.status_code, second.status_code) == (201, 201)
    assert DataRequest.objects.count() == 1
    assert "Why?" in client.get(link_of(second)).text


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_form_that_comes_again_with_other_words_gives_no_link_and_keeps_them(client, cast, lang):
    place = desk.open_desk(cast.downtown)
    sent = {"desk": place.public_id, "question": "A canary sings", "_key": new_id(), "lang": lang}
    client.post("/data/ask", sent)

    page = client.post("/data/ask", sent | {"question": "Another bird?"})

    assert page.status_code == 409
    assert "link-to-copy" not in page.text
    assert "canary" not in page.text
    assert "Another bird?" in page.text
    assert RequestLink.objects.count() == 1
    key = page.text.split('name="_key" value="')[1].split('"')[0]
    assert client.post("/data/ask", sent | {"question": "Another bird?", "_key": key}).status_code == 201
    assert DataRequest.objects.count() == 2


@pytest.mark.django_db
def test_the_id_of_a_request_opens_nothing_of_it(client, cast):
    place = desk.open_desk(cast.downtown)
    row, _token = desk.request(cast.downtown, "A canary sings", name="Wilma Invented")

    page = client.post("/data/ask", {"desk": place.public_id, "question": "x", "_key": row.public_id})

    assert page.status_code == 201
    told = client.get(link_of(page)).text
    assert "canary" not in told
    assert RequestLink.objects.filter(request=row).count() == 1


@pytest.mark.django_db
def test_the_forms_own_id_is_not_the_requests(cast):
    key = new_id()

    row, _token = asking.ask(desk.open_desk(cast.downtown), Asked("Why?"), key=key, at=NOON)

    assert row.public_id != key


@pytest.mark.django_db
def test_numbers_run_within_the_year_and_the_organization(cast):
    rows = [desk.request(cast.downtown)[0], desk.request(cast.downtown)[0], desk.request(cast.elsewhere)[0]]
    later, _token = desk.request(cast.downtown, at=NOON + timedelta(days=366))

    assert [row.reference for row in (*rows, later)] == ["2026-0001", "2026-0002", "2026-0001", "2027-0001"]


@pytest.mark.django_db
def test_a_closed_desk_takes_no_question_and_the_page_says_so(client, cast):
    place = desk.open_desk(cast.downtown)
    services.keep_desk(is_open=False, due_days=30, by=cast.dana, at=NOON)

    with pytest.raises(NoDesk):
        asking.ask(place, Asked("Why?"), key=new_id(), at=NOON)
    assert client.get("/data/ask").status_code == 404
    assert 'name="begin"' not in client.get("/data").text


@given(
    today=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    days=st.integers(1, 365),
    wanted_on=st.none() | st.dates(date(2019, 1, 1), date(2032, 1, 1)),
)
def test_a_due_day_is_never_past_nor_beyond_the_desks_term(today, days, wanted_on):
    due = due_day(today, days=days, wanted_on=wanted_on)

    assert today <= due <= today + timedelta(days=days)
    assert wanted_on is None or due <= max(today, wanted_on)


@pytest.mark.django_db
@pytest.mark.parametrize("role", NEVER)
def test_others_may_neither_read_nor_write(role, cast):
    row, _token = desk.request(cast.downtown)
    worker = cast.workers[role]

    with pytest.raises(PermissionRefused):
        selectors.list_requests(worker)
    with pytest.raises(PermissionRefused):
        services.answer(row, words="No.", query=Query(), origin=SITE, by=worker, at=NOON)


@pytest.mark.django_db
def test_a_request_is_taken_up_only_by_someone_who_may_answer(cast):
    row, _token = desk.request(cast.downtown)

    with pytest.raises(NotFound):
        services.assign(row, to=cast.noor, by=cast.dana, at=NOON)
    with pytest.raises(NotFound):
        services.assign(row, to=cast.odile, by=cast.dana, at=NOON)
    services.assign(row, to=cast.workers[Role.ANALYST], by=cast.dana, at=NOON)
    assert DataRequest.objects.get().state == State.WORKING


@pytest.mark.django_db
def test_what_ended_is_not_worked_on_again_and_nothing_is_replied_unasked(cast):
    row, token = desk.request(cast.downtown)
    link = asking.find_link(token)

    with pytest.raises(NotAsked):
        asking.reply(link, words="By the way", at=NOON)
    services.refuse(row, reason="Not ours.", origin=SITE, by=cast.dana, at=NOON)
    with pytest.raises(RequestEnded):
        services.write_note(row, words="Hm", by=cast.dana, at=NOON)


@pytest.mark.django_db
def test_every_act_is_audited_without_a_word_of_it(cast):
    row, token = desk.request(cast.downtown, "A canary sings", name="Wilma Invented", email="wilma@example.org")
    asking.follow(asking.find_link(token), at=NOON)
    services.assign(row, to=cast.dana, by=cast.dana, at=NOON)
    services.ask_back(row, words="Which canary?", origin=SITE, by=cast.dana, at=NOON)
    asking.reply(asking.find_link(token), words="The yellow canary", at=NOON)
    services.answer(row, words="One canary.", query=Query(), origin=SITE, by=cast.dana, at=NOON)

    told = list(AuditRecord.objects.filter(action__startswith="releases.request").order_by("pk"))
    assert [one.action.removeprefix("releases.request_") for one in told] == [
        "asked", "followed", "assigned", "asked_back", "replied", "answered",
    ]  # fmt: skip
    assert not any("canary" in str(vars(one)).lower() or "wilma" in str(vars(one)).lower() for one in told)


@pytest.mark.django_db
def test_a_letter_tells_that_there_is_news_and_nothing_of_it(client, cast, settings):
    settings.EMAIL_SETTINGS = {"host": "mail.example"}
    row, _token = desk.request(cast.downtown, "A canary sings", email="wilma@example.org", language="fr")
    services.answer(row, words="One canary.", query=Query(), origin="http://testserver", by=cast.dana, at=now())

    notices.tell({"request": str(row.public_id), "origin": "http://testserver"}, new_id())

    (letter,) = mail.outbox
    assert letter.to == ["wilma@example.org"]
    assert "canary" not in letter.body
    address = next(line for line in letter.body.splitlines() if line.startswith("http"))
    assert "One canary." in client.get(address.removeprefix("http://testserver")).text


@pytest.mark.django_db
def test_ninety_days_after_the_end_name_address_and_links_go(cast, monkeypatch):
    row, token = desk.request(cast.downtown, name="Wilma Invented", email="wilma@example.org")
    services.answer(row, words="One.", query=Query(), origin=SITE, by=cast.dana, at=NOON)
    link, payload = asking.find_link(token), {"request": str(row.public_id)}
    assert outbox.waiting(at=NOON + timedelta(days=91)).filter(topic=notices.ERASE).exists()

    with pytest.raises(RequestLinkClosed):
        asking.follow(link, at=NOON + timedelta(days=90))
    monkeypatch.setattr(notices, "now", lambda: NOON + timedelta(days=89))
    notices.erase(payload, new_id())
    assert DataRequest.objects.get().name == "Wilma Invented"
    monkeypatch.setattr(notices, "now", lambda: NOON + timedelta(days=91))
    notices.erase(payload, new_id())
    kept = DataRequest.objects.get()
    assert (kept.name, kept.email, kept.question) == ("", "", "How many?")
    with pytest.raises(RequestLinkClosed):
        asking.find_link(token)


@pytest.mark.django_db
def test_figures_count_open_overdue_and_the_days_to_an_answer(cast):
    ended = [desk.request(cast.downtown)[0] for _ in range(3)]
    for row, days in zip(ended, (2, 4, 30), strict=True):
        services.answer(row, words="One.", query=Query(), origin=SITE, by=cast.dana, at=NOON + timedelta(days=days))
    desk.request(cast.downtown)
    desk.request(cast.elsewhere)

    told = selectors.figures(cast.dana, today=NOON.date() + timedelta(days=31), at=NOON + timedelta(days=31))

    assert (told.asked, told.answered, told.median_days, told.open, told.overdue) == (4, 3, 4.0, 1, 1)


@pytest.mark.django_db
def test_an_answer_is_public_in_both_languages_or_not_at_all(cast):
    half = Entry(question_en="Where?", answer_en="Here.", is_public=True)

    with pytest.raises(OneLanguageOnly):
        services.keep_entry(half, key=new_id(), by=cast.dana, at=NOON)
    row = desk.library_answer(cast.dana, is_public=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        LibraryAnswer.objects.filter(pk=row.pk).update(answer_fr="")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lang", "words", "shown"),
    [("en", "families meals", "Where do families find meals?"), ("fr", "repas familles", "Où les familles")],
)
def test_the_library_answers_a_question_in_either_language(client, cast, lang, words, shown):
    row = desk.library_answer(cast.dana, is_public=True, query=Query(words="meals"))
    desk.library_answer(cast.dana)

    page = client.post("/data", {"words": words, "lang": lang})
    past = client.get(f"/data/answers/{row.public_id}?lang={lang}")

    assert page.text.count(shown) == 1
    assert shown in past.text
    assert ("“meals”" if lang == "en" else "« meals »") in past.text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lang", "words", "shown", "counted"),
    [
        ("en", "shelters", "Question 3 of shelters?", "1 answer"),
        ("fr", "refuges", "Question 3 des refuges?", "1 réponse"),
    ],
)
def test_every_public_answer_is_found_on_its_own_page(client, cast, lang, words, shown, counted):
    for number in range(25):
        what = ("shelters", "refuges") if number == 3 else ("meals", "repas")
        entry = Entry(f"Question {number} of {what[0]}?", f"Question {number} des {what[1]}?", "Here.", "Ici.", True)
        services.keep_entry(entry, key=new_id(), by=cast.dana, at=NOON + timedelta(days=number))
    desk.library_answer(cast.dana)

    home = client.get(f"/data?lang={lang}").text
    first, second = client.get(f"/data/answers?lang={lang}").text, client.get(f"/data/answers?lang={lang}&page=2").text
    found = client.post("/data/answers", {"words": words, "lang": lang}).text

    assert "/data/answers?lang=" in home
    assert "25" in home
    assert shown not in first
    assert shown in second
    assert shown in found
    assert counted in found
    assert "Question 4 " not in found
    assert "families" not in first + second
    assert client.get(f"/data/answers?words={words}").text.count("<h2>") == 20


@pytest.mark.django_db
def test_the_page_of_answers_costs_the_same_however_many_there_are(client, cast, django_assert_max_num_queries):
    for _number in range(30):
        desk.library_answer(cast.dana, is_public=True)

    with django_assert_max_num_queries(8):
        client.get("/data/answers")


@pytest.mark.django_db
def test_what_is_not_public_is_on_no_public_page(client, cast):
    row = desk.library_answer(cast.dana)

    assert client.get(f"/data/answers/{row.public_id}").status_code == 404
    assert "families" not in client.get("/data").text


@pytest.mark.django_db
def test_a_request_goes_into_the_library_edited_and_without_who_asked(cast, sign_in, client):
    row, _token = desk.request(cast.downtown, "I am Wilma: where are meals?", name="Wilma Invented")
    services.answer(row, words="At the corner.", query=Query(words="meals"), origin=SITE, by=cast.dana, at=NOON)
    staff, address = sign_in(cast.dana), f"/data-requests/library/{new_id()}"

    begun = staff.get(f"{address}?request={row.public_id}").text
    assert "At the corner." in begun
    sent = {
        "request": row.public_id, "question_en": "Where are meals?", "question_fr": "Où sont les repas?",
        "answer_en": "At the corner.", "answer_fr": "Au coin.", "query_words": "meals", "is_public": "on",
    }  # fmt: skip
    assert staff.post(address, sent | {"answer_fr": ""}).status_code == 422
    assert staff.post(address, sent).status_code == 302
    kept = LibraryAnswer.objects.get()
    assert (kept.request, kept.query) == (row, {"words": "meals"})
    assert "Wilma" not in client.get(f"/data/answers/{kept.public_id}").text


@pytest.mark.django_db
def test_an_answer_of_the_library_never_has_the_id_of_a_request(cast, sign_in, client):
    row, _token = desk.request(cast.downtown, "I am Wilma: where are meals?")
    services.answer(row, words="At the corner.", query=Query(), origin=SITE, by=cast.dana, at=NOON)
    staff = sign_in(cast.dana)

    page = staff.get(f"/data-requests/{row.public_id}").text
    address = page.split(f"?request={row.public_id}")[0].rsplit('"', 1)[1]
    staff.post(address, vars(desk.WHOLE) | {"request": row.public_id, "is_public": "on", "query": ""})

    entry = LibraryAnswer.objects.get()
    assert entry.request == row
    assert entry.public_id != row.public_id
    assert str(row.public_id) not in client.get(f"/data/answers/{entry.public_id}").text
    with pytest.raises(NotFound):
        services.keep_entry(desk.WHOLE, key=row.public_id, request=row, by=cast.dana, at=NOON)


@pytest.mark.django_db
def test_the_id_of_another_organizations_row_is_as_none(cast, sign_in):
    row, entry = desk.request(cast.elsewhere)[0], desk.library_answer(cast.dana)
    page = sign_in(cast.workers[Role.DIRECTOR]).post(
        f"/data-requests/{row.public_id}/acts", {"do": "note", "words": "x"}
    )

    assert page.status_code == 404
    LibraryAnswer.objects.filter(pk=entry.pk).update(organization=cast.elsewhere)
    with pytest.raises(NotFound):
        services.keep_entry(Entry("Mine?"), key=entry.public_id, by=cast.dana, at=NOON)
    assert LibraryAnswer.objects.get().question_en == desk.WHOLE.question_en


@pytest.mark.django_db
def test_the_desk_is_set_by_a_director_alone(cast):
    with pytest.raises(PermissionRefused):
        services.keep_desk(is_open=True, due_days=10, by=cast.workers[Role.ANALYST], at=NOON)
    services.keep_desk(is_open=True, due_days=10, by=cast.dana, at=NOON)
    row, _token = asking.ask(DataDesk.objects.get(), Asked("Why?"), key=new_id(), at=NOON)
    assert row.due_on == NOON.date() + timedelta(days=10)


words = st.lists(st.sampled_from("abcdefgh"), max_size=5)


@given(words, st.lists(st.tuples(st.uuids(), words, words), max_size=6, unique_by=lambda one: one[0]))
def test_what_the_library_finds_has_a_word_of_the_question(asked, texts):
    said = [(ident, " ".join(question), " ".join(answer)) for ident, question, answer in texts]

    found = library.matching(asked, said, terms=str.split)

    assert len(found) == len(set(found))
    for ident, question, answer in texts:
        if asked and set(asked) <= set(question):
            assert ident in found
        if not set(asked) & {*question, *answer}:
            assert ident not in found


def test_the_steps_and_states_have_names_in_both_languages():
    for language in ("en", "fr"):
        with translation.override(language):
            assert len({str(one.label) for one in State}) == len(State)
            assert all(str(one.label) for one in Step)


def letters_after(at):
    """What leaves when the outbox is worked on at this instant."""
    mail.outbox.clear()
    while waiting := list(outbox.waiting(at=at).filter(topic__in=[staff_letters.LETTER, staff_letters.DUE])):
        for message in waiting:
            HANDLERS[message.topic](message.payload, message.public_id)
            OutboxMessage.objects.filter(pk=message.pk).update(done_at=at)
    return list(mail.outbox)


HANDLERS = {staff_letters.LETTER: staff_letters.send, staff_letters.DUE: staff_letters.fall_due}


@pytest.fixture
def posting(settings, monkeypatch):
    settings.EMAIL_SETTINGS = {"host": "mail.example"}
    monkeypatch.setattr(staff_letters, "now", lambda: NOON)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "said"), [("en", "came in"), ("fr", "nouvelle demande")])
def test_a_director_is_written_to_when_a_request_comes_in(cast, posting, language, said):
    Worker.objects.filter(pk=cast.dana.pk).update(language=language)
    row, _token = desk.request(cast.downtown, "A canary sings", name="Wilma Invented", purpose="for my thesis")

    (letter,) = letters_after(NOON)

    assert letter.to == [cast.dana.email]
    assert said in letter.subject
    assert row.reference in letter.body
    for word in ("canary", "Wilma", "thesis"):
        assert word not in letter.subject + letter.body


@pytest.mark.django_db
def test_who_is_given_a_request_is_written_to_and_who_takes_it_is_not(cast, posting):
    row, _token = desk.request(cast.downtown)
    letters_after(NOON)

    services.assign(row, to=cast.workers[Role.ANALYST], by=cast.dana, at=NOON)
    (letter,) = letters_after(NOON)
    services.assign(row, to=cast.dana, by=cast.dana, at=NOON)

    assert letter.to == [cast.workers[Role.ANALYST].email]
    assert "is yours" in letter.subject
    assert not letters_after(NOON)


@pytest.mark.django_db
def test_who_has_it_is_told_once_that_it_is_overdue(cast, posting):
    row, _token = desk.request(cast.downtown, "A canary sings")
    services.assign(row, to=cast.workers[Role.ANALYST], by=cast.workers[Role.ANALYST], at=NOON)
    answered, _token = desk.request(cast.downtown)
    services.refuse(answered, reason="Not ours.", origin=SITE, by=cast.dana, at=NOON)
    letters_after(NOON)

    assert not letters_after(NOON + timedelta(days=30))
    (letter,) = letters_after(NOON + timedelta(days=31))

    assert letter.to == [cast.workers[Role.ANALYST].email]
    assert "is overdue" in letter.subject
    assert "canary" not in letter.body
    assert not letters_after(NOON + timedelta(days=60))


@pytest.mark.django_db
@pytest.mark.parametrize(("lang", "said"), [("en", "It will be answered by"), ("fr", "La réponse viendra au plus")])
def test_another_due_day_is_told_to_whoever_asked(client, cast, sign_in, posting, lang, said):
    row, token = desk.request(cast.downtown, email="wilma@example.org", at=now())
    day = now().date() + timedelta(days=90)

    answer = sign_in(cast.dana).post(
        f"/data-requests/{row.public_id}/acts",
        {"do": "due", "due_on": day.isoformat(), "words": "The count takes long."},
    )

    row.refresh_from_db()
    page = client.get(f"/data/requests/{token}?lang={lang}").text
    assert answer.status_code == 302
    assert row.due_on == day
    assert said in page
    assert "The count takes long." in page
    assert outbox.waiting(at=now()).filter(topic=notices.NEWS).exists()
    assert "overdue" not in "".join(one.subject for one in letters_after(now() + timedelta(days=31)))
    assert "overdue" in letters_after(now() + timedelta(days=92))[0].subject


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-1, 30, 366])
def test_a_due_day_is_not_past_nor_the_same_nor_years_away(cast, days):
    row, _token = desk.request(cast.downtown)

    with pytest.raises(DueDayImpossible):
        services.move_due_day(
            row, due_on=NOON.date() + timedelta(days=days), words="", origin=SITE, by=cast.dana, at=NOON
        )


@pytest.mark.django_db
def test_the_desk_says_at_its_head_how_many_are_overdue(cast, sign_in):
    row, _token = desk.request(cast.downtown)
    page = sign_in(cast.dana)
    DataRequest.objects.filter(pk=row.pk).update(due_on=now().date() + timedelta(days=2))
    assert "1 overdue" not in page.get("/data-requests/").text

    DataRequest.objects.filter(pk=row.pk).update(due_on=now().date() - timedelta(days=2))

    assert "1 overdue" in page.get("/data-requests/").text
