"""The chain: what is sealed and signed cannot be changed, deleted, inserted, moved or cut unseen."""

import json
import random
from datetime import timedelta
from importlib import import_module

import pytest
from conftest import NOON, Statements
from django.core import mail
from django.db import DatabaseError, transaction

from tuque.accounts.roles import Role
from tuque.audit import services, tending
from tuque.audit.models import AuditRecord, Root, Seal, SigningKey, Witness
from tuque.audit.proof import hashing, keys, sealing, verifying
from tuque.bench import tampering
from tuque.core import outbox

# The vectors that implementations of Certificate Transparency (RFC 6962) hold one another to.
LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def write(cast, number=1, at=NOON):
    with transaction.atomic():
        return [services.record("accounts.signed_out", at=at, by=cast.noor, subject=cast.noor) for _ in range(number)]


def chain_of(cast):
    return str(cast.downtown.public_id)


def verify(cast, **options):
    return verifying.verify_chain(chain_of(cast), cast.downtown, **options)


def test_the_tree_is_that_of_rfc_6962_and_may_go_on_from_its_frontier():
    tree = hashing.Tree()
    assert tree.root().hex() == ROOTS[0]

    for text, expected in zip(LEAVES, ROOTS[1:], strict=True):
        tree = hashing.Tree(tree.frontier(), size=tree.size)
        tree.add(hashing.leaf(bytes.fromhex(text)))
        assert tree.root().hex() == expected


def test_records_are_sealed_once_in_their_order_and_a_late_one_is_not_forgotten(cast):
    first, late, last = write(cast, 3)
    AuditRecord.objects.filter(pk=late.pk).delete()  # as one whose transaction has not ended
    sealing.seal_all(at=NOON)
    late.save(force_insert=True)

    assert sealing.seal_all(at=NOON + timedelta(seconds=20)) == 1
    assert sealing.seal_all(at=NOON + timedelta(seconds=40)) == 0

    entries = [key for seal in Seal.objects.order_by("number") for key, _leaf in hashing.unpack(bytes(seal.entries))]
    assert entries == [first.pk, last.pk, late.pk]
    assert verify(cast).is_sound


def test_each_organization_has_its_own_chain(cast):
    write(cast, 2)
    with transaction.atomic():
        services.record("accounts.signed_out", at=NOON, by=cast.odile)
        services.record("accounts.sign_in_failed", at=NOON)

    sealing.seal_all(at=NOON)

    assert {seal.chain: seal.count for seal in Seal.objects.all()} == {
        chain_of(cast): 2, str(cast.elsewhere.public_id): 1, "site": 1,
    }  # fmt: skip


def test_every_tampering_of_a_superuser_is_found_and_located(cast):
    statements = tampering.make_chain(cast.downtown, begun_at=NOON)
    ground = tampering.Ground(cast.downtown, statements, random.Random(11))
    assert verify(cast, statements=statements).is_sound

    assert tampering.missed(ground, mutations=90) == []


def test_what_waits_for_its_seal_is_no_fault(cast):
    write(cast)
    sealing.seal_all(at=NOON)
    write(cast, at=NOON + timedelta(seconds=30))

    report = verify(cast)

    assert report.is_sound
    assert (report.records, report.waiting) == (1, 1)


def test_a_root_is_signed_each_hour_and_handed_to_every_witness(cast, settings, tmp_path):
    settings.AUDIT_ROOTS_DIR = str(tmp_path / "elsewhere")
    Witness.objects.create(organization=cast.downtown, kind="email", email="notary@partner.example", added_at=NOON)
    for minutes in (0, 30, 61):
        write(cast, at=NOON + timedelta(minutes=minutes))
        tending.tend(at=NOON + timedelta(minutes=minutes))
    outbox.deliver_due()
    outbox.deliver_due()

    assert Root.objects.filter(organization=cast.downtown).count() == 2
    lines = (tmp_path / "elsewhere" / f"{chain_of(cast)}.jsonl").read_text().splitlines()
    statements = [json.loads(line) for line in lines]
    assert len(mail.outbox) == 2
    assert json.loads(mail.outbox[0].body.splitlines()[-1]) in statements
    report = verify(cast, statements=statements)
    assert report.is_sound, report.faults
    assert report.statements == 2


def test_a_statement_made_up_by_someone_else_is_not_taken_for_a_root(cast):
    (kept, *_rest) = tampering.make_chain(cast.downtown, begun_at=NOON)

    forged = {**kept, "records": kept["records"] - 1}

    assert {fault.kind for fault in verify(cast, statements=[forged]).faults} >= {verifying.Kind.SIGNATURE_WRONG}


def test_a_lost_key_is_said_and_a_new_one_is_begun_on_purpose(cast, sign_in):
    tampering.make_chain(cast.downtown, begun_at=NOON)
    keys.path().unlink()
    write(cast)

    tending.tend(at=NOON + timedelta(days=1))  # sealing goes on
    with pytest.raises(keys.KeyLost, match="key_lost"):
        keys.current(at=NOON)
    page = sign_in(cast.workers[Role.PRIVACY_OFFICER]).get("/audit/proof").content.decode()
    assert "tuque audit-key --new" in page
    keys.begin(at=NOON)
    tending.tend(at=NOON + timedelta(days=1))

    assert "audit-key" not in sign_in(cast.workers[Role.PRIVACY_OFFICER]).get("/audit/proof").content.decode()
    assert SigningKey.objects.count() == 2
    assert keys.path().stat().st_mode & 0o077 == 0
    report = verify(cast)
    assert report.is_sound, report.faults
    assert (report.roots, report.waiting) == (4, 0)


@pytest.mark.parametrize("table", [Seal, Root, SigningKey])
def test_the_database_refuses_to_change_or_erase_the_proof(cast, table):
    tampering.make_chain(cast.downtown, begun_at=NOON)
    import_module("tuque.audit.migrations.0002_never_changes").lock(None, Statements())
    import_module("tuque.audit.migrations.0006_proof_never_changes").lock(None, Statements())
    column = "begun_at" if table is SigningKey else "chain"

    for act in (
        lambda rows: rows.update(**{column: NOON if column == "begun_at" else "x"}),
        lambda rows: rows._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            act(table.objects.all())
