"""Rescues kept and shown: begun in one click, paged, decided by two, seen by whoever may, never changed."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse

from tuque.audit.models import AuditRecord
from tuque.contact_centre import live
from tuque.contact_centre.models import Rescue, RescueFact, RescueSight
from tuque.contact_centre.rescue import paging, selectors, services
from tuque.contact_centre.rescue.problems import NotPossibleNow
from tuque.contact_centre.rescue.steps import Kind
from tuque.contact_centre.tests import factories
from tuque.core import outbox
from tuque.core.models import OutboxMessage

pytestmark = pytest.mark.django_db


def act(rescue, kind, by, at=NOON, words=None, **data):
    return services.add(rescue.public_id, kind, by=by, at=at, data=data, words=words)


def kinds(rescue):
    return [fact.kind for fact in rescue.facts.order_by("sequence")]


def decided(cast, decision="without_consent"):
    rescue = factories.rescue(cast)
    act(rescue, Kind.ACKNOWLEDGED, cast.bea)
    act(rescue, Kind.ENGAGED, cast.amina, outcome="refused")
    act(rescue, Kind.PROPOSED, cast.amina, decision=decision)
    act(rescue, Kind.DECIDED, cast.bea, decision=decision)
    return rescue


def test_one_click_begins_a_rescue_and_a_second_click_is_the_same_one(cast, sign_in):
    address = reverse("contact_centre:conversation-rescue", args=[factories.a_contact(cast.downtown)])
    browser = sign_in(cast.amina)

    browser.post(address)
    browser.post(address, {"attempt": "on"})

    rescue = Rescue.objects.get()
    assert rescue.attempt
    assert kinds(rescue) == ["suspected", "paged", "attempt"]
    assert OutboxMessage.objects.filter(topic=paging.PAGE).count() == 1


def test_the_whole_way_by_its_pages(cast, sign_in):
    service = factories.emergency_service(cast.downtown, area="Exampleville")
    rescue = factories.rescue(cast)
    amina, bea = sign_in(cast.amina), sign_in(cast.bea)

    def send(browser, kind, **body):
        return browser.post(reverse("contact_centre:rescue-act", args=[rescue.public_id, kind]), body)

    for browser, kind, body in (
        (bea, "acknowledged", {}),
        (amina, "engaged", {"outcome": "refused"}),
        (amina, "proposed", {"decision": "without_consent", "note": "A plan for tonight"}),
        (bea, "decided", {"decision": "without_consent"}),
        (
            amina,
            "located",
            {"certainty": "partial", "source": "person", "area": "Exampleville", "place": "A bridge, north side"},
        ),
        (amina, "called", {"service": str(service.public_id), "reference": ""}),
        (amina, "referenced", {"call": "1", "reference": "EX-55"}),
        (amina, "ended", {"call": "1", "found": "arrived"}),
        (amina, "confirmed", {"how": "emergency_service"}),
        (bea, "debriefed", {"after": "rests"}),
        (amina, "offered", {"answer": "accepted"}),
        (bea, "closed", {}),
    ):
        assert send(browser, kind, **body).status_code == 302, kind

    rescue.refresh_from_db()
    page = bea.get(reverse("contact_centre:rescue", args=[rescue.public_id])).content.decode()
    assert rescue.closed_at
    assert "A bridge, north side" in page
    assert "EX-55" in page
    assert "204-555-0111" in page
    assert AuditRecord.objects.filter(action="contact_centre.rescue_step").count() == 12


def test_what_does_not_fit_is_sent_back_with_what_was_typed(cast, sign_in):
    rescue = factories.rescue(cast)
    browser = sign_in(cast.amina)
    address = reverse("contact_centre:rescue-act", args=[rescue.public_id, "located"])

    missing = browser.post(address, {"certainty": "known", "source": "none", "place": "", "area": "Sampletown"})
    early = browser.post(
        reverse("contact_centre:rescue-act", args=[rescue.public_id, "proposed"]),
        {"decision": "collaborative", "note": "Kept words"},
    )

    assert missing.status_code == 422
    assert "Sampletown" in missing.content.decode()
    assert "Write where, as far as it is known." in missing.content.decode()
    assert early.status_code == 409
    assert "First: Engage the person" in early.content.decode()


def test_the_proposer_alone_does_not_decide(cast):
    rescue = factories.rescue(cast)
    act(rescue, Kind.ENGAGED, cast.bea, outcome="refused")
    act(rescue, Kind.PROPOSED, cast.bea, decision="without_consent")

    with pytest.raises(NotPossibleNow):
        act(rescue, Kind.DECIDED, cast.bea, decision="without_consent")


def test_a_minute_without_an_answer_asks_again_and_then_the_directors_too(cast):
    rescue = factories.rescue(cast)

    outbox.deliver_due(clock=lambda: NOON + timedelta(seconds=61))
    rescue.refresh_from_db()

    assert kinds(rescue) == ["suspected", "paged", "paged"]
    assert cast.dana not in paging.whom(rescue, turn=1)
    assert {cast.bea, cast.dana} <= set(paging.whom(rescue, turn=2))
    assert not services.page_again(rescue.public_id, turn=2, at=NOON + timedelta(seconds=62))


def test_whoever_answered_is_not_asked_again(cast):
    rescue = factories.rescue(cast)
    act(rescue, Kind.ACKNOWLEDGED, cast.bea)

    outbox.deliver_due(clock=lambda: NOON + timedelta(seconds=61))

    assert kinds(rescue) == ["suspected", "paged", "acknowledged"]


@pytest.mark.parametrize(("language", "said"), [("en", "Now: a responder asks"), ("fr", "Maintenant : une répondante")])
def test_supervisors_get_a_letter_that_names_nobody(cast, settings, language, said):
    settings.EMAIL_SETTINGS = {"host": "mail.example"}
    type(cast.bea).objects.filter(pk=cast.bea.pk).update(language=language)
    factories.rescue(cast)

    outbox.deliver_due(clock=lambda: NOON + timedelta(seconds=1))

    (letter,) = mail.outbox
    assert letter.to == [cast.bea.email]
    assert said in letter.subject
    assert "Amina" not in letter.body


def test_each_sees_what_they_took_part_in_and_the_look_is_recorded_once_for_each_news(cast, sign_in):
    rescue = factories.rescue(cast)
    address = reverse("contact_centre:rescue", args=[rescue.public_id])
    bea, amina = sign_in(cast.bea), sign_in(cast.amina)

    for _turn in range(3):
        bea.get(address)
    act(rescue, Kind.NOTED, cast.amina, words={"note": "Still talking"})
    bea.get(address)

    assert amina.get(address).status_code == 200
    assert RescueSight.objects.get(worker=cast.bea).sequence == 3
    seen = AuditRecord.objects.filter(action="contact_centre.rescue_seen", worker=cast.bea)
    assert [record.details["until"] for record in seen.order_by("pk")] == [2, 3]


def test_a_colleague_who_took_no_part_sees_nothing(cast, sign_in):
    rescue = services.begin(
        conversation=factories.a_contact(cast.downtown), attempt=False, is_drill=False, by=cast.bea, at=NOON
    )
    browser = sign_in(cast.amina)

    assert browser.get(reverse("contact_centre:rescue", args=[rescue.public_id])).status_code == 404
    assert "Begun by" not in browser.get(reverse("contact_centre:rescues")).content.decode()


def test_a_page_rings_for_supervisors_until_one_is_here(cast, sign_in):
    rescue = factories.rescue(cast)
    bea, address = sign_in(cast.bea), reverse("contact_centre:rescues")

    before = bea.get(address).content.decode()
    bea.post(reverse("contact_centre:rescue-act", args=[rescue.public_id, "acknowledged"]))
    after = bea.get(address).content.decode()

    assert f'data-rings="rescue-{rescue.public_id}"' in before
    assert "data-rings" not in after
    assert "data-rings" not in sign_in(cast.amina).get(address).content.decode()


def test_drills_are_marked_and_counted_apart(cast, sign_in):
    drill = factories.rescue(cast, drill=True)
    act(drill, Kind.ACKNOWLEDGED, cast.bea, at=NOON + timedelta(seconds=40))

    real = selectors.edge_times(cast.bea, drills=False, at=NOON + timedelta(hours=1))
    drills = selectors.edge_times(cast.bea, drills=True, at=NOON + timedelta(hours=1))

    assert [one.count for one in real] == [0] * 6
    assert (drills[0].count, drills[0].middle, drills[0].late) == (1, 40, 40)
    page = sign_in(cast.bea).get(reverse("contact_centre:rescue", args=[drill.public_id])).content.decode()
    assert "This is a drill." in page


@pytest.mark.parametrize(("language", "said"), [("en", "Send help without consent"), ("fr", "sans consentement")])
def test_a_rescue_is_read_in_both_languages(cast, sign_in, language, said):
    rescue = decided(cast)
    type(cast.bea).objects.filter(pk=cast.bea.pk).update(language=language)

    assert said in sign_in(cast.bea).get(reverse("contact_centre:rescue", args=[rescue.public_id])).content.decode()


def test_the_database_refuses_to_change_or_delete_a_fact_but_words_may_be_erased(cast):
    rescue = factories.rescue(cast)
    act(rescue, Kind.NOTED, cast.amina, words={"note": "Words"})
    fact = rescue.facts.order_by("-sequence").first()

    fact.words = {}
    fact.save(update_fields=["words"])
    for change in (lambda: RescueFact.objects.update(kind="closed"), lambda: RescueFact.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_contact_that_never_came_is_not_found(cast, sign_in):
    elsewhere = factories.a_contact(cast.elsewhere)

    answer = sign_in(cast.amina).post(reverse("contact_centre:conversation-rescue", args=[elsewhere]))

    assert answer.status_code == 404
    assert not Rescue.objects.exists()


def test_a_service_that_is_on_the_list_is_sent_back(cast, sign_in):
    factories.emergency_service(cast.downtown)
    body = {"kind": "police", "name_en": "Example", "name_fr": "Exemple", "area": "", "number": "204-555-0111"}

    page = sign_in(cast.bea).post(reverse("contact_centre:emergency-services"), body)

    assert page.status_code == 422
    assert "204-555-0111 is on the list for this area already." in page.content.decode()


def test_services_of_the_area_come_first(cast):
    everywhere = factories.emergency_service(cast.downtown, number="204-555-0101")
    far = factories.emergency_service(cast.downtown, area="Sampletown", number="204-555-0102")
    near = factories.emergency_service(cast.downtown, area="Exampleville", number="204-555-0103")

    assert selectors.list_services(cast.bea, area="exampleville") == [near, everywhere, far]


def test_the_stream_of_rescues_is_its_own_organizations(cast):
    ref = str(cast.downtown.public_id)

    assert live.find_rescues(cast.amina, ref) == f"rescues:{ref}"
    assert live.find_rescues(cast.odile, ref) is None
    assert live.find_rescues(cast.noor, ref) is None
