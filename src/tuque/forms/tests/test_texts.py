"""All the texts of a form side by side: both languages in one go, and two leads at once."""

from conftest import NOON
from django.urls import reverse

from tuque.forms.models import Definition, SetAside
from tuque.forms.portal import services, texts
from tuque.forms.tests.factories import starter_set


def opened(cast, sign_in):
    starter_set(cast.downtown, at=NOON)
    form = Definition.objects.get(organization=cast.downtown, kind="form", code="check-in", team=None)
    return form, sign_in(cast.dana), reverse("forms:texts", args=[form.public_id])


def sent(form, **changes):
    """The page as it is drawn, with some boxes written over: `people_label_fr="…"`."""
    post = {}
    for text in texts.texts_of(services.body_to_edit(form)):
        post[f"was.{text.name}"] = text.was
        post |= {f"text.{text.name}_{language}": text.words.get(language, "") for language in ("en", "fr")}
    return post | {f"text.{name}": words for name, words in changes.items()}


def words(form, name):
    return next(text.words for text in texts.texts_of(services.body_to_edit(form)) if text.name == name)


def test_several_texts_are_corrected_in_one_go(cast, sign_in):
    form, dana, page = opened(cast, sign_in)

    assert "In French" in dana.get(page).content.decode()
    dana.post(page, sent(form, **{"title_fr": "Passage rapide", "people.label_en": "How many?"}))

    assert words(form, "title")["fr"] == "Passage rapide"
    assert words(form, "people.label")["en"] == "How many?"


def test_two_leads_at_once_both_keep_what_they_typed(cast, sign_in):
    form, dana, page = opened(cast, sign_in)
    mine = sent(form, **{"title_fr": "Le mien", "people.label_fr": "Combien ?"})
    dana.post(page, sent(form, title_fr="Le leur"))

    asked = dana.post(page, mine)

    assert asked.status_code == 409
    assert "Le leur" in asked.content.decode()
    assert "Le mien" in asked.content.decode()
    assert words(form, "people.label")["fr"] == "Combien ?"  # nobody else touched it: saved at once
    dana.post(page, mine | {"_choice": "theirs"})
    assert words(form, "title")["fr"] == "Le leur"
    aside = SetAside.objects.get(which="texts")
    dana.post(reverse("forms:put-back", args=[form.public_id, aside.public_id]))
    assert words(form, "title")["fr"] == "Le mien"


def test_a_text_that_was_emptied_is_missing_and_leads_back_here(cast, sign_in):
    form, dana, page = opened(cast, sign_in)

    dana.post(page, sent(form, title_fr=""))

    assert words(form, "title").keys() == {"en"}
    bench = dana.get(reverse("forms:shaped", args=[form.public_id])).content.decode()
    assert bench.count(page) == 2
    assert '<li><a href="#id_title_fr">Check-in</a>' in dana.get(page).content.decode()
    dana.post(page, sent(form, title_fr="Passage"))
    assert "#id_title_fr" not in dana.get(page).content.decode()
