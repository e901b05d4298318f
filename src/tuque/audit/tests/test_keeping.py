"""Another organization as witness, and “Verify now”: asked, accepted, kept, read whole, and what was changed is found."""

from datetime import timedelta
from importlib import import_module

import pytest
from conftest import NOON, Statements
from django.core import mail
from django.db import DatabaseError, transaction

from tuque.accounts.roles import Role
from tuque.audit import checks, keeping, proofs, services, tending
from tuque.audit.models import AuditRecord, Check, Handing, Keeping, Kept, Root, Seal, Witness
from tuque.core import outbox, wall
from tuque.core.problems import NotFound, PermissionRefused

LATER = NOON + timedelta(hours=3)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def officer(cast):
    return cast.workers[Role.PRIVACY_OFFICER]


def write(cast, at):
    with transaction.atomic():
        return services.record("accounts.signed_out", at=at, by=cast.noor, subject=cast.noor)


def live(cast, *hours):
    """At each of these hours something is recorded, sealed, signed and handed on."""
    for hour in hours:
        at = NOON + timedelta(hours=hour)
        write(cast, at)
        tending.tend(at=at)
        outbox.deliver_due()


def named(cast, officer):
    """Elsewhere keeps downtown's roots."""
    witness = keeping.ask(cast.elsewhere, by=officer, at=NOON)
    with wall.within(cast.elsewhere.pk):
        keeping.accept(witness.public_id, by=cast.odile, at=NOON)
    return witness


def acts(organization):
    rows = AuditRecord.objects.filter(organization=organization, action__contains="audit.")
    return list(rows.order_by("pk").values_list("action", flat=True))


def test_nothing_is_given_before_the_other_organization_accepts(cast, officer):
    witness = keeping.ask(cast.elsewhere, by=officer, at=NOON)
    live(cast, 0)
    outbox.deliver_due()

    assert Root.objects.filter(organization=cast.downtown).count() == 1
    assert not Kept.objects.exists()
    assert [message.to for message in mail.outbox] == [["odile@elsewhere.example"]]
    assert cast.downtown.name not in mail.outbox[0].body

    with wall.within(cast.elsewhere.pk):
        assert [one.giver for one in keeping.list_asked(cast.odile)] == [cast.downtown]
        keeping.accept(witness.public_id, by=cast.odile, at=NOON)
    live(cast, 2)

    kept = Kept.objects.get()
    assert (kept.organization, kept.giver, kept.number) == (cast.elsewhere, cast.downtown, 2)
    assert Handing.objects.filter(holder=cast.elsewhere).count() == 1
    assert acts(cast.downtown)[:2] == ["audit.witness_asked", "audit.witness_accepted"]
    assert acts(cast.elsewhere) == ["audit.keeping_asked", "audit.keeping_accepted"]


def test_asking_twice_or_oneself_is_refused(cast, officer):
    keeping.ask(cast.elsewhere, by=officer, at=NOON)

    with pytest.raises(keeping.AlreadyWitness):
        keeping.ask(cast.elsewhere, by=officer, at=NOON)
    with pytest.raises(NotFound):
        keeping.ask(cast.downtown, by=officer, at=NOON)
    with pytest.raises(PermissionRefused):
        keeping.ask(cast.elsewhere, by=cast.dana, at=NOON)


@pytest.mark.parametrize("who", ["giver", "holder"])
def test_either_side_ends_it_and_what_was_kept_stays(cast, officer, who):
    witness = named(cast, officer)
    live(cast, 0)

    if who == "giver":
        proofs.end_witness(witness.public_id, by=officer, at=NOON)
    else:
        with wall.within(cast.elsewhere.pk):
            keeping.refuse(witness.public_id, by=cast.odile, at=NOON)
    live(cast, 2)

    assert Kept.objects.count() == 1
    assert Witness.objects.get().ended_at == Keeping.objects.get().ended_at == NOON
    with wall.within(cast.elsewhere.pk):
        assert keeping.file_of(witness.public_id, viewer=cast.odile, at=NOON).count("\n") == 1


def test_verify_now_finds_a_sound_chain_sound_and_compares_what_others_keep(cast, officer):
    named(cast, officer)
    live(cast, 0, 2)

    check = checks.ask(cast.downtown, by=officer, at=LATER)
    assert checks.ask(cast.downtown, by=officer, at=LATER) == check  # pressed twice
    assert checks.go_on(clock=lambda: LATER)
    assert not checks.go_on(clock=lambda: LATER)

    check.refresh_from_db()
    assert check.finished_at == LATER
    assert (check.fault_count, check.roots, check.statements) == (0, 2, 2)
    assert check.records > 0
    assert checks.ask(cast.downtown, by=officer, at=LATER) != check


def test_a_changed_record_is_located_in_words_in_both_languages(cast, officer, sign_in):
    live(cast, 0)
    row = AuditRecord.objects.filter(organization=cast.downtown).order_by("pk").first()
    AuditRecord.objects.filter(pk=row.pk).update(action="accounts.signed_in")
    browser = sign_in(officer)
    browser.post("/audit/proof/check")
    waiting = browser.get("/audit/proof").content.decode()
    assert "about to begin" in waiting

    checks.go_on()

    page = browser.get("/audit/proof").content.decode()
    assert "Place 1: the record was changed" in page
    officer.language = "fr"
    officer.save(update_fields=["language"])
    assert "Place 1\u00a0: l’inscription a été modifiée" in sign_in(officer).get("/audit/proof").content.decode()


def test_a_chain_made_anew_by_its_owner_is_found_by_whoever_keeps_its_roots(cast, officer):
    """A superuser drops everything and lets it be sealed and signed again: only what another keeps tells."""
    witness = named(cast, officer)
    live(cast, 0, 2)
    Handing.objects.all().delete()
    Root.objects.all().delete()
    Seal.objects.all().delete()
    AuditRecord.objects.filter(organization=cast.downtown).order_by("pk").first().delete()
    tending.tend(at=NOON + timedelta(hours=3))

    with wall.within(cast.elsewhere.pk):
        of = keeping.get(witness.public_id, viewer=cast.odile).giver
        check = checks.ask(of, by=cast.odile, at=NOON)
    checks.go_on()

    check.refresh_from_db()
    kinds = {fault["kind"] for fault in check.faults}
    assert {"root_differs", "root_missing"} & kinds
    assert check.organization == cast.elsewhere
    assert acts(cast.elsewhere)[-1] == "audit.check_made"


def test_a_reader_that_died_is_followed_by_another(cast, officer):
    live(cast, 0)
    check = checks.ask(cast.downtown, by=officer, at=NOON)
    Check.objects.update(beat_at=NOON, done=1)

    assert not checks.go_on(clock=lambda: NOON + timedelta(seconds=20))
    assert checks.go_on(clock=lambda: NOON + timedelta(seconds=40))
    check.refresh_from_db()
    assert check.finished_at is not None


def test_the_database_refuses_to_change_or_erase_what_is_kept(cast, officer):
    named(cast, officer)
    live(cast, 0)
    import_module("tuque.audit.migrations.0002_never_changes").lock(None, Statements())
    import_module("tuque.audit.migrations.0010_kept_never_changes").lock(None, Statements())

    for act in (lambda rows: rows.update(number=9), lambda rows: rows._raw_delete("default")):
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            act(Kept.objects.all())


def test_the_holders_page_offers_both_answers_and_the_file(cast, officer, sign_in):
    witness = keeping.ask(cast.elsewhere, by=officer, at=NOON)
    browser = sign_in(cast.odile)
    assert "Downtown Team asks us" in browser.get("/audit/proof").content.decode()

    browser.post(f"/audit/kept/{witness.public_id}/answer", {"answer": "accept"})
    with wall.within(cast.downtown.pk):
        live(cast, 0)
    browser.post(f"/audit/kept/{witness.public_id}/check")
    checks.go_on()

    page = browser.get("/audit/proof").content.decode()
    assert "1 root that we keep says the same" in page
    lines = browser.get(f"/audit/kept/{witness.public_id}").content.decode().splitlines()
    assert len(lines) == 1
    assert '"tuque_audit_root":1' in lines[0]
