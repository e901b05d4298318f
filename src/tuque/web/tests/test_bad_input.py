"""What is sent and cannot be taken: each says what is wrong, in the language of who reads, and nothing half-written is left."""

import csv
import errno
import gzip
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse

from tuque.accounts.models import Invitation, Worker
from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.reading_tables import MAX_LINE
from tuque.interactions import services
from tuque.interactions.models import Interaction
from tuque.interactions.tests import factories
from tuque.releases.exports import Wanted, export_interactions

pytestmark = pytest.mark.django_db
HEADER = b"id,date,type,lat,lon\n"
GOOD = b"1,2026-01-10 12:00:00,Fall,,\n"


@pytest.fixture
def reader(request, cast, sign_in):
    factories.install_forms(cast)
    Worker.objects.update(language=request.param)
    return request.param, sign_in(cast.dana), cast


def page_of(answer) -> str:
    return re.sub(r"[\xa0\u202f]", " ", answer.content.decode())


def looked_at(client, content: bytes) -> str:
    """The page of the import: refused at once, or with its first rows."""
    file = SimpleUploadedFile("log.csv", content)
    answer = client.post(reverse("interactions:import"), {"file": file, "mapping": ""}, follow=True)
    assert not Interaction.objects.exists()
    return page_of(answer)


FILES = {
    "a file of another kind": (
        b"PK\x03\x04" + b"0" * 40,
        "This is not a table in text (it looks like: xlsx)",
        "Ce n’est pas un tableau en texte (cela ressemble à : xlsx)",
    ),
    "a truncated gzip": (gzip.compress(HEADER + GOOD * 99)[:60], "The file stops in the middle", "Le fichier s’arrête au milieu"),
    "a line without end": (HEADER + GOOD + b"2," + b"x" * (MAX_LINE + 1) + b"\n", "longer than a million characters", "dépasse un million de caractères"),
    "a zero byte": (HEADER + GOOD + b"2,2026-01-\x0010,Fall,,\n", "holds a zero byte", "contient un octet nul"),
    "a day that is none": (HEADER + GOOD + b"2,2026-02-31,Fall,,\n", "not a day of the calendar", "n’est pas un jour du calendrier"),
    "exchanged coordinates": (
        HEADER + GOOD + b"2,2026-01-10,Fall,-97.1,49.8\n",
        "seem to be exchanged",
        "semblent inversées",
    ),
    "a row with a value too many": (HEADER + GOOD + b"2,2026-01-10,Fall,,,,\n", "as many values as there are headings (7 ≠ 5)", "autant de valeurs qu’il y a d’en-têtes (7 ≠ 5)"),
    "a quotation mark never closed": (
        HEADER + GOOD + b'2,"x\n' + GOOD * 250,
        "A quotation mark opens and is never closed",
        "Un guillemet s’ouvre et ne se ferme jamais",
    ),
    "a line in another encoding": (
        HEADER + "2,2026-01-10,Chute d’un aîné,,\n".encode() + "3,2026-01-10,Chute d’un aîné,,\n".encode("cp1252"),
        "In another encoding than the rest: look whether its accents are right",
        "Dans un autre encodage que le reste : regardez si ses accents sont justes",
    ),
    "a number that two rows have": (
        HEADER + b"".join(b"%d,2026-01-10,Fall,,\n" % number for number in range(40)) + b"7,2026-01-10,Other,,\n",
        "two different rows with the same key (7). The first one was taken. Correct the file",
        "deux lignes différentes avec la même clé (7). La première a été prise. Corrigez le fichier",
    ),
    "a formula of a spreadsheet": (
        HEADER + b"2,2026-01-10,=cmd|' /C calc'!A0,,\n",
        "A text that a spreadsheet would take for a formula: kept as written, and sent out as text",
        "Un texte qu’un chiffrier prendrait pour une formule : gardé tel quel, et sorti comme du texte",
    ),
    "a text that is no number": (HEADER + GOOD + b"2,2026-01-10,Fall,north,49\n", "is not a number", "n’est pas un nombre"),
}  # fmt: skip


@pytest.mark.parametrize("reader", ["en", "fr"], indirect=True)
@pytest.mark.parametrize("case", FILES)
def test_a_file_says_what_is_wrong_with_it(reader, case):
    language, client, _cast = reader
    content, english, french = FILES[case]

    assert (french if language == "fr" else english) in looked_at(client, content)


WHOLE = HEADER + GOOD
IMPORTED = {
    "a line in another encoding": (
        WHOLE + "2,2026-01-10,Chute d’un aîné,,\n".encode() + "3,2026-01-10,Chute à pied,,\n".encode("cp1252"),
        {},
        ["Fall", "Chute d’un aîné", "Chute à pied"],
        "In another encoding than the rest",
        "Dans un autre encodage que le reste",
    ),
    "a line in another encoding than the one set": (
        WHOLE.decode().encode("utf-16-le") + "2,2026-01-10,\ud800x,,\n".encode("utf-16-le", "surrogatepass"),
        {"file.encoding": "utf-16-le"},
        ["Fall"],
        "is not written in utf-16-le, the encoding set for this file. Save the whole file in one encoding",
        "n’est pas écrite en utf-16-le, l’encodage choisi pour ce fichier. Enregistrez tout le fichier",
    ),
    "a number that two rows have": (
        WHOLE + b"2,2026-01-10,Trip,,\n1,2026-01-11,Other,,\n2,2026-01-10,Trip,,\n",
        {"key": "id"},
        ["Fall", "Trip"],
        "two different rows with the same key (1). The first one was taken. Correct the file",
        "deux lignes différentes avec la même clé (1). La première a été prise. Corrigez le fichier",
    ),
    "a formula of a spreadsheet": (
        WHOLE + b'2,2026-01-10,"=HYPERLINK(""http://x"")",,\n3,=1+1,@SUM(A1),,\n',
        {},
        ["Fall", '=HYPERLINK("http://x")'],
        "A text that a spreadsheet would take for a formula",
        "Un texte qu’un chiffrier prendrait pour une formule",
    ),
}


@pytest.mark.parametrize("reader", ["en", "fr"], indirect=True)
@pytest.mark.parametrize("case", IMPORTED)
def test_an_import_takes_what_it_can_whole_and_says_what_it_did_not(reader, case):
    language, client, cast = reader
    content, chosen, taken, english, french = IMPORTED[case]
    Interaction.objects.all().delete()
    file = SimpleUploadedFile("log.csv", content)
    address = client.post(reverse("interactions:import"), {"file": file, "mapping": ""})["Location"]
    client.post(address, chosen)

    client.post(f"{address}/begin")
    outbox.deliver_due()

    assert list(Interaction.objects.order_by("pk").values_list("type_code", flat=True)) == taken
    told = page_of(client.get(address))
    refused = client.get(f"{address}/refused.csv")
    table = b"".join(refused.streaming_content).decode("utf-8-sig") if refused.status_code == 200 else ""
    assert (french if language == "fr" else english) in told + page_words(table)
    leaves_no_formula(table)
    ana = cast.workers["analyst"]
    leaves_no_formula("".join(export_interactions(Wanted(), viewer=ana, at=now())).lstrip("\ufeff"))


def page_words(text: str) -> str:
    return re.sub(r"[\xa0\u202f]", " ", text)


def leaves_no_formula(table: str) -> None:
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "\t"))]


def replayed(client, cast) -> object:
    sent = {"_key": new_id(), "outcome": "spoke", "people.adult": 1}
    client.post("/log/check-in", sent)
    return client.post("/log/check-in", {**sent, "note": "Other words"})


def saved_by_two(client, cast) -> object:
    row = factories.filled(cast)
    sent = {"_revision": 1, "_reason": "x", "people.adult": 1}
    address = reverse("interactions:correct", kwargs={"public_id": row.public_id})
    client.post(address, {**sent, "outcome": "gone"})
    return client.post(address, {**sent, "outcome": "no_thanks", "note": "Other words"})


def unknown_code(client, cast) -> object:
    return client.post("/log/check-in", {"_key": new_id(), "outcome": "flown", "note": "Other words"})


SENT = {
    "a form sent again with other words": (replayed, 409, "already sent with other content", "a déjà été fait avec un autre contenu"),
    "two people who save at once": (saved_by_two, 409, "Someone else saved this", "Une autre personne a enregistré"),
    "a code that is in no list": (unknown_code, 422, "is not in the list any more", "n’est plus dans la liste"),
}  # fmt: skip


@pytest.mark.parametrize("reader", ["en", "fr"], indirect=True)
@pytest.mark.parametrize("case", SENT)
def test_a_form_says_what_is_wrong_and_keeps_the_words(reader, case):
    language, client, cast = reader
    send, status, english, french = SENT[case]

    answer = send(client, cast)

    assert answer.status_code == status
    assert (french if language == "fr" else english) in page_of(answer)
    assert "Other words" in page_of(answer)


@pytest.mark.parametrize("reader", ["en", "fr"], indirect=True)
@pytest.mark.parametrize(
    ("trouble", "english", "french"),
    [
        (OSError(errno.ENOSPC, "full"), "The disk of the server is full: nothing was saved", "Le disque du serveur est plein"),
        (OperationalError("connection refused"), "The database cannot be reached", "La base de données est hors d’atteinte"),
    ],
    ids=["a full disk", "a database that is away"],
)  # fmt: skip
def test_storage_that_fails_saves_nothing_and_says_so(reader, monkeypatch, trouble, english, french):
    language, client, _cast = reader

    def fail(**_):
        raise trouble

    monkeypatch.setattr(services, "record_interaction", fail)
    client.raise_request_exception = False
    answer = client.post("/log/check-in", {"_key": new_id(), "outcome": "spoke", "people.adult": 1})

    assert answer.status_code == 503
    assert (french if language == "fr" else english) in page_of(answer)
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "This invitation could be used until"), ("fr", "Cette invitation pouvait servir jusqu’au")],
)
def test_an_invitation_that_is_over_says_so(cast, client, sign_in, language, words):
    dana = sign_in(cast.dana)
    sent = {"name": "Rae", "email": "rae@north.example", "language": language, "roles": ["field_worker"], "team": ""}
    link = re.search(r"/invitation/[\w-]+", dana.post(reverse("accounts:invite"), sent, follow=True).content.decode())[
        0
    ]
    Invitation.objects.update(expires_at=now() - timedelta(days=1))

    answer = client.get(link, headers={"accept-language": language})

    assert words in page_of(answer)
    assert not Worker.objects.filter(email="rae@north.example").exists()
