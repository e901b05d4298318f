"""Whoever holds a role lands on a page of theirs, and no role is given that has none."""

import pytest

from tuque.accounts.forms import Invite, OneRole
from tuque.accounts.roles import OFFERED, TO_COME, Role
from tuque.accounts.services import organizations
from tuque.accounts.services.organizations import ValueRefused
from tuque.core.clock import now

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [code for code, _label in OFFERED])
def test_each_role_that_is_given_has_a_home(cast, sign_in, role):
    answer = sign_in(cast.workers[Role(role)]).get("/", follow=True)

    assert answer.status_code == 200
    assert answer.redirect_chain


def test_a_role_that_has_nothing_to_do_yet_is_not_offered(cast):
    for form, name in ((Invite(viewer=cast.dana), "roles"), (OneRole(viewer=cast.dana), "role")):
        assert TO_COME.isdisjoint(code for code, _label in form.fields[name].choices)

    with pytest.raises(ValueRefused) as refused:
        organizations.invite_first(
            code="downtown",
            email="rae@north.example",
            name="Rae",
            language="en",
            roles=["table_representative"],
            at=now(),
        )

    assert "table_representative" not in refused.value.message().partition(":")[2]
