"""What the second wall does at the directory: what is public is read by every organization and by visitors; the rest by its owner."""

from tuque.core.wall.context import Purpose
from tuque.core.wall.policies import SOMEONE
from tuque.core.wall.rules import Common, Owned, Rule

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
    **{f"directory.{name}": Owned(readable=f'("is_public" AND {SOMEONE})') for name in PUBLISHED},
    **{f"directory.{name}": Common("The index of what is public: anyone may read it.") for name in INDEX},
    "directory.SearchGap": Common("Questions that found nothing, counted by month: about nobody."),
    # What everyday words mean, under which licence a source publishes: nothing about anyone.
    "directory.LayTerm": Owned(readable=SOMEONE),
    "directory.Source": Owned(readable=SOMEONE),
    # A provider has no account: the secret of the link says for whom they act.
    "directory.UpdateLink": Owned(opens={Purpose.DOORSTEP: ["select"]}),
}
