"""The programming interface against its own description: every check that schemathesis has, on good and on bad values."""

import os

import pytest
import schemathesis
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tuque.config.wsgi import application
from tuque.releases.endpoints.root import api
from tuque.releases.tests.factories import token

CASES = int(os.environ.get("TUQUE_API_CASES", "50"))
OPERATIONS = [
    f"{method.upper()} {path}" for path, methods in api.get_openapi_schema()["paths"].items() for method in methods
]


@pytest.fixture
def secret(cast, monkeypatch):
    # The limit on requests is tested elsewhere; here it would end the test.
    monkeypatch.setattr(api.throttle[0], "num_requests", 10**9)
    cache.clear()
    return token(cast.dana)


# Each request closes its connection as a served one does, so the rows must be there for others: no wrapping transaction.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", OPERATIONS)
def test_the_interface_keeps_its_word(name, mode, secret):
    # Told here and not as a header, so that a case made without the token is known to lack it.
    key = {"auth": {"openapi": {"Bearer": {"bearer": secret}}}}
    described = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", application, config=schemathesis.Config.from_dict(key)
    )
    method, path = name.split(" ")

    @given(case=described[path][method].as_strategy(generation_mode=mode))
    @settings(max_examples=CASES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def check(case):
        # What a form asks is data, which the description cannot hold: good JSON may still not answer the form.
        left_out = [positive_data_acceptance] if method == "POST" else []
        case.call_and_validate(excluded_checks=left_out)

    if mode is GenerationMode.NEGATIVE and not described[path][method].definition.raw.get("parameters"):
        return  # nothing can be wrong in a call that takes nothing
    check()
