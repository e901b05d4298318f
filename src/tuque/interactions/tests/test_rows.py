"""A form that asks a part several times, from its page to the record, its correction and its export."""

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.forms.tests import factories as form_factories
from tuque.interactions.models import Interaction
from tuque.releases import exports

pytestmark = pytest.mark.django_db


def words(text, french):
    return {"en": text, "fr": french}


FORM = {
    "language": 1,
    "code": "walk",
    "title": words("Walk", "Tournée"),
    "base_type": "outreach",
    "origin": "found",
    "fields": [
        {
            "code": "met",
            "type": "repeat",
            "label": words("People met", "Personnes rencontrées"),
            "each": words("Person", "Personne"),
            "fields": [
                {
                    "code": "said",
                    "type": "text",
                    "label": words("What they said", "Ce qui a été dit"),
                    "required": True,
                },
                {"code": "socks", "type": "integer", "label": words("Socks", "Bas")},
            ],
        },
        {
            "code": "total",
            "type": "integer",
            "label": words("Socks in all", "Bas en tout"),
            "calculated": ["sum", {"field": "socks"}],
        },
    ],
}


@pytest.fixture
def noor(cast, sign_in):
    form_factories.publish(FORM, by=cast.dana, at=NOON)
    return sign_in(cast.noor)


def filled(**rest):
    return {
        "_key": new_id(),
        "met": ["0", "4"],
        "met.0.said": "first words",
        "met.0.socks": "2",
        "met.4.said": "second words",
        "met.4.socks": "3",
        **rest,
    }


@pytest.mark.parametrize("button", [{"_add": "met"}, {"_remove": "met.4"}])
def test_a_row_more_or_less_is_drawn_and_nothing_is_saved(noor, button):
    page = noor.post(reverse("interactions:new", kwargs={"code": "walk"}), filled(**button)).content.decode()

    assert "first words" in page
    assert page.count('data-row="') - page.count('data-row="NEW-ROW"') == (3 if "_add" in button else 1)
    assert not Interaction.objects.exists()


def test_rows_are_kept_shown_corrected_and_exported(cast, noor):
    noor.post(reverse("interactions:new", kwargs={"code": "walk"}), filled())

    row = Interaction.objects.get()
    rows = [{"said": "first words", "socks": 2}, {"said": "second words", "socks": 3}]
    assert row.answers == {"met": rows, "total": 5}
    shown = noor.get(reverse("interactions:detail", kwargs={"public_id": row.public_id})).content.decode()
    assert "<dt>Person 2</dt><dd>What they said: second words<br>Socks: 3</dd>" in shown

    correcting = reverse("interactions:correct", kwargs={"public_id": row.public_id})
    assert "second words" in noor.get(correcting).content.decode()
    noor.post(correcting, filled(_revision=row.revision, _reason="miscounted", **{"met.4.socks": "4"}))

    assert Interaction.objects.get().answers["total"] == 6
    wanted = exports.Wanted(form_code="walk", questions=exports.questions_of("walk", viewer=cast.dana))
    lines = list(exports.export_interactions(wanted, viewer=cast.dana, at=now()))
    assert lines[0].strip().endswith("met,total")
    assert "said: first words; socks: 2 | said: second words; socks: 4" in lines[1]


def test_a_row_that_is_not_whole_is_named_and_its_words_stay(noor):
    answer = noor.post(reverse("interactions:new", kwargs={"code": "walk"}), filled(**{"met.4.said": ""}))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#field-met.1.said"' in page
    assert 'name="met.1.socks" value="3"' in page
    assert not Interaction.objects.exists()
