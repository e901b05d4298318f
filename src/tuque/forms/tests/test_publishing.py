"""Drafts, publication, the starter set, and what each organization finds."""

import copy

import pytest
from conftest import NOON
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.utils import translation

from tuque.audit.models import AuditRecord
from tuque.core.problems import NotFound, PermissionRefused
from tuque.forms import api as forms
from tuque.forms import services
from tuque.forms.models import Definition, Version
from tuque.forms.starter import bodies
from tuque.forms.tests.test_language import field, form, words


@pytest.fixture
def draft(cast):
    definition = services.create_definition(
        organization=cast.downtown, kind=Definition.Kind.FORM, code="try", by=cast.dana, at=NOON
    )

    def save(body):
        services.save_draft(definition=definition, body=body, by=cast.dana, at=NOON)
        return definition

    return save


def test_a_published_form_is_found_by_its_organization_only(cast, draft):
    services.publish(definition=draft(form(field("a", "text"))), by=cast.dana, at=NOON)

    assert forms.get_form("try", viewer=cast.noor).form.code == "try"
    with pytest.raises(NotFound):
        forms.get_form("try", viewer=cast.odile)


def test_a_draft_is_not_found(cast, draft):
    draft(form(field("a", "text")))

    with pytest.raises(NotFound):
        forms.get_form("try", viewer=cast.noor)


def test_a_form_with_a_language_missing_is_not_published(cast, draft):
    definition = draft(form({**field("a", "text"), "label": {"en": "A"}}))

    with pytest.raises(services.DefinitionInvalid) as refusal:
        services.publish(definition=definition, by=cast.dana, at=NOON)

    assert "fields[0].label.fr" in refusal.value.message()


def test_a_field_keeps_its_type_for_ever(cast, draft):
    services.publish(definition=draft(form(field("a", "text"), field("b", "text"))), by=cast.dana, at=NOON)
    services.publish(definition=draft(form(field("b", "text"))), by=cast.dana, at=NOON)

    with pytest.raises(services.DefinitionInvalid) as refusal:
        services.publish(definition=draft(form(field("a", "integer"))), by=cast.dana, at=NOON)

    assert refusal.value.problems[0].code == "type_changed"


def test_an_answer_keeps_the_version_it_was_given_under(cast, draft):
    first = services.publish(definition=draft(form(field("a", "text"))), by=cast.dana, at=NOON)
    services.publish(definition=draft(form(field("b", "text"))), by=cast.dana, at=NOON)

    assert forms.get_form_of_version(first.pk, viewer=cast.noor).form.find_field("a")
    assert forms.get_form("try", viewer=cast.noor).form.find_field("b")
    with pytest.raises(NotFound):
        forms.get_form_of_version(first.pk, viewer=cast.odile)


def test_the_database_refuses_to_change_or_delete_a_published_version(cast, draft):
    version = services.publish(definition=draft(form(field("a", "text"))), by=cast.dana, at=NOON)

    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(body={})
    with pytest.raises(DatabaseError), transaction.atomic():
        version.delete()

    assert Version.objects.get(pk=version.pk).body["code"] == "try"


def test_only_who_configures_may_and_only_at_home(cast):
    wanted = {"organization": cast.downtown, "kind": Definition.Kind.FORM, "code": "try", "at": NOON}

    with pytest.raises(PermissionRefused):
        services.create_definition(**wanted, by=cast.noor)
    with pytest.raises(NotFound):
        services.create_definition(**wanted, by=cast.odile)


def test_every_write_leaves_an_audit_record(cast, draft):
    services.publish(definition=draft(form(field("a", "text"))), by=cast.dana, at=NOON)

    written = set(AuditRecord.objects.values_list("action", flat=True))
    assert written == {"forms.definition_created", "forms.draft_saved", "forms.published"}


def test_publishing_a_list_takes_its_forms_along_and_keeps_the_old_answers_readable(cast, draft):
    code_list = services.create_definition(
        organization=cast.downtown, kind=Definition.Kind.CODE_LIST, code="colours", by=cast.dana, at=NOON
    )
    body = {
        "language": 1,
        "code": "colours",
        "title": words("Colours"),
        "choices": [{"code": "red", "label": words("Red")}],
    }
    services.save_draft(definition=code_list, body=body, by=cast.dana, at=NOON)
    services.publish(definition=code_list, by=cast.dana, at=NOON)
    first = services.publish(definition=draft(form(field("a", "choice", list="colours"))), by=cast.dana, at=NOON)

    more = copy.deepcopy(body)
    more["choices"].append({"code": "blue", "label": words("Blue")})
    services.save_draft(definition=code_list, body=more, by=cast.dana, at=NOON)
    services.publish(definition=code_list, by=cast.dana, at=NOON)

    now = forms.get_form("try", viewer=cast.noor).form
    before = forms.get_form_of_version(first.pk, viewer=cast.noor).form
    assert [choice.code for choice in now.find_field("a").choices] == ["red", "blue"]
    assert [choice.code for choice in before.find_field("a").choices] == ["red"]


def test_a_team_finds_its_own_form_first(cast, draft):
    services.publish(definition=draft(form(field("a", "text"))), by=cast.dana, at=NOON)
    own = services.create_definition(
        organization=cast.downtown, kind=Definition.Kind.FORM, code="try", team=cast.foot_patrol, by=cast.dana, at=NOON
    )
    services.save_draft(definition=own, body=form(field("b", "text")), by=cast.dana, at=NOON)
    services.publish(definition=own, by=cast.dana, at=NOON)

    assert forms.get_form("try", viewer=cast.noor).form.find_field("b")
    assert forms.get_form("try", viewer=cast.carl).form.find_field("a")


def test_the_starter_set_is_installed_once(cast):
    first = forms.install_starter(cast.downtown, at=NOON)
    second = forms.install_starter(cast.downtown, at=NOON)

    assert first == len(list(bodies()))
    assert second == 0
    assert {one.form.code for one in forms.list_forms(viewer=cast.noor)} >= {"check-in", "wait", "call-response"}
    assert forms.list_forms(viewer=cast.odile) == []


@pytest.mark.parametrize("code", ["street", "desk"])
def test_a_home_screen_is_found_with_its_buttons(cast, code):
    forms.install_starter(cast.downtown, at=NOON)

    screen = forms.find_screen(code, viewer=cast.noor)

    assert len(screen.buttons) >= 6
    assert forms.find_screen(code, viewer=cast.odile) is None


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_starter_form_is_drawn_in_both_languages(cast, language):
    forms.install_starter(cast.downtown, at=NOON)

    for one in forms.list_forms(viewer=cast.noor):
        checked = forms.check_answers(one.form, {})
        page = forms.bind(one.form, zone=cast.downtown.zone, answers={}, errors=checked.errors)
        with translation.override(language):
            html = render_to_string("forms/_form.html", {"form": page, "worker": cast.noor})
        for asked in one.form.walk():
            if asked.type not in {"workers", "person"}:
                assert str(asked.label.in_language(language)).replace("'", "&#x27;") in html
