"""The Python that the analyst's how-to gives is run as it stands, but for the address and the key."""

import re
from pathlib import Path

import httpx
import pandas
import pytest
from django.test import Client

from tuque.releases.scopes import Scope
from tuque.releases.tests import factories
from tuque.releases.tests.test_endpoints import interaction

ROOT = Path(__file__).resolve().parents[4]
PAGES = ["analyst-from-token-to-table.md", "de-la-cle-au-tableau.md"]


@pytest.fixture(params=PAGES)
def recipe(request):
    text = (ROOT / "docs" / "how-to" / request.param).read_text()
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0]


def asked(request: httpx.Request) -> httpx.Response:
    """The site's own answer, within the test's transaction."""
    answer = Client().get(request.url.raw_path.decode(), headers=dict(request.headers))
    return httpx.Response(answer.status_code, content=answer.content)


@pytest.fixture
def run(recipe, cast, monkeypatch):
    """Run the recipe against the site itself, without a network; answers what it made."""
    key = factories.token(cast.dana, Scope.INTERACTIONS, Scope.REFERENCE)
    site, client = httpx.MockTransport(asked), httpx.Client
    monkeypatch.setattr(httpx, "Client", lambda **given: client(transport=site, **given))

    def once():
        made = {}
        exec(recipe.replace("tuque_EXAMPLE", key).replace('"limit": 1000', '"limit": 2'), made)  # noqa: S102  ours
        return made

    return once


def test_the_table_has_each_interaction_once_in_its_last_state_without_what_is_void(cast, run, capsys):
    interaction(cast.downtown, base_type="check_in")
    interaction(cast.downtown, base_type="medical", origin="called")
    interaction(cast.downtown, status="void")

    table = run()["table"]

    assert sorted(table["base_type"]) == ["check_in", "medical"]
    assert isinstance(table["occurred_at"].dtype, pandas.DatetimeTZDtype)
    assert "called" in capsys.readouterr().out


def test_an_empty_log_says_so(run):
    with pytest.raises(SystemExit, match=r"Nothing was logged yet|Rien n’est encore consigné"):
        run()
