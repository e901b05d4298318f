"""What the second wall does at the directory: what is public is read by visitors, and within an organization where a page opens it
(`opened`); the rest, and every row on pages of those who keep a directory, by its owner alone."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import ParamSpec

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase

from tuque.core import wall
from tuque.core.wall.context import Purpose
from tuque.core.wall.rules import Common, Owned, Rule

Asked = ParamSpec("Asked")
OPENED = "directory.public"
OPEN = (
    "(SELECT CASE WHEN coalesce(current_setting('tuque.organization', true), '') = ''"
    " THEN coalesce(current_setting('tuque.purpose', true), '') <> ''"
    f" ELSE coalesce(current_setting('tuque.sharing', true), '') = '{OPENED}' END)"
)


def opened() -> AbstractContextManager[None]:
    """Open to reading what is public of every organization, also to someone who acts within one."""
    here = wall.current()
    return wall.sharing(OPENED) if here is not None and here.organization else nullcontext()


def for_anyone(view: Callable[Asked, HttpResponseBase]) -> Callable[Asked, HttpResponseBase]:
    """A page of what is public: the same for a visitor and for someone who is signed in."""

    @wraps(view)
    def shown(*args: Asked.args, **kwargs: Asked.kwargs) -> HttpResponseBase:
        with opened():
            response = view(*args, **kwargs)
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = wall.carried(response.streaming_content)  # type: ignore[arg-type]
            return response

    return shown


PUBLISHED = [
    "Accessibility",
    "Address",
    "Agency",
    "Attribute",
    "ContactPoint",
    "CostOption",
    "EligibilityRule",
    "FieldText",
    "Funding",
    "Language",
    "Location",
    "MetaTableDescription",
    "Metadata",
    "OrganizationIdentifier",
    "Phone",
    "Program",
    "RequiredDocument",
    "Schedule",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceCapacity",
    "ServiceTopic",
    "SpecialDay",
    "Taxonomy",
    "TaxonomyTerm",
    "Unit",
    "Url",
]

# The index of the search holds what is public alone (`published.py`). Row policies would also keep its text index from being used.
INDEX = ["SearchRecord", "SearchTerm", "SearchWord", "SearchKey", "SearchPhrase", "SearchPlace"]

RULES: dict[str, Rule] = {
    **{f"directory.{name}": Owned(readable=f'("is_public" AND {OPEN})') for name in PUBLISHED},
    **{f"directory.{name}": Common("The index of what is public: anyone may read it.") for name in INDEX},
    "directory.SearchGap": Common("Questions that found nothing, counted by month: about nobody."),
    # What everyday words mean, under which licence a source publishes: nothing about anyone.
    "directory.LayTerm": Owned(readable=OPEN),
    "directory.Source": Owned(readable=OPEN),
    # Where the link to a service that was merged leads on to: two ids.
    "directory.LeadsOn": Owned(readable=OPEN),
    # A finder of a theme, once it is published, is for anyone.
    "directory.ThemedFinder": Owned(readable=f'("is_published" AND {OPEN})'),
    # A provider has no account: the secret of the link says for whom they act.
    "directory.UpdateLink": Owned(opens={Purpose.DOORSTEP: ["select"]}),
}
