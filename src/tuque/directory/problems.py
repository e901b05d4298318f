"""What can go wrong with the directory, in words that say what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuque.core import table_reasons
from tuque.core.problems import Problem

FEED: Mapping[str, str | Promise] = {
    **table_reasons.FILE,
    "taxonomy_columns": gettext_lazy(
        "A list of terms needs the columns “code” and “name_en” or “name_fr” in its first line; “parent” and “description” may be there. Name them so, then try again."
    ),
    "not_json": gettext_lazy(
        "The file is not JSON that can be read. Save it as UTF-8 JSON, or choose the format that it has."
    ),
    "not_xml": gettext_lazy("The file is not XML that can be read. Ask its source for a new export."),
    "has_entities": gettext_lazy(
        "The file declares entities, which can be made to harm a server. Ask its source for one without."
    ),
    "nested_too_deeply": gettext_lazy("The file is nested too deeply to be a directory."),
    "too_many_parts": gettext_lazy("The file has more parts than any directory."),
    "too_many_rows": gettext_lazy("The file has more than two million rows: bring it in piece by piece."),
    "too_large": gettext_lazy("The file is larger than 500 MB: bring it in piece by piece."),
    "not_this_format": gettext_lazy(
        "No service, organization or place was found in the file. Choose the format that it has."
    ),
    "bad_archive": gettext_lazy("The archive cannot be opened. Make it again as an ordinary .zip."),
    "given_up": gettext_lazy(
        "Reading it was begun three times and never came to its end: the file may be too large for this server. Bring it in again, or piece by piece."
    ),
    "mapping_missing": gettext_lazy(
        "A table needs a mapping that says which column is what. Choose one, or write one."
    ),
    "mapping_not_toml": gettext_lazy("The mapping is not TOML: %(value)s"),
    "mapping_not_text": gettext_lazy(
        'In the mapping, “%(value)s” is no text: write the name of a column in quotation marks, as name = "NAME".'
    ),
    "mapping_unknown_table": gettext_lazy("The mapping has a section “%(value)s”, which is no object of HSDS."),
    "mapping_unknown_field": gettext_lazy("The mapping fills “%(value)s”, which is no field of HSDS."),
    "mapping_no_service": gettext_lazy("The mapping says neither what a service nor what an organization is."),
    "mapping_no_column": gettext_lazy("The mapping names the column “%(value)s”, which is not in the file."),
}


@dataclass
class FeedRefused(Problem):
    """A file that cannot be read at all; `reason` is a key of FEED."""

    reason: str
    value: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    code, status = "directory.feed_refused", 422

    def message(self) -> str:
        return str(FEED[self.reason]) % {"value": self.value, **self.values}


SOURCE: Mapping[str, str | Promise] = {
    "code_taken": gettext_lazy(
        "This code is kept for what people write here, or for a list of terms. Choose another one, as city-feed."
    ),
    "no_zone": gettext_lazy("There is no such time zone. Write one as America/Winnipeg."),
    "no_licence": gettext_lazy(
        "An open feed needs a licence: whoever takes the file must know what they may do with it."
    ),
    "terms": gettext_lazy("A list of terms is shown or kept back on the page of its taxonomy."),
    "open_elsewhere": gettext_lazy(
        "Another organization of this site has an open feed under the same code: only one of them would be found."
    ),
    "no_source": gettext_lazy("There is no source with this code."),
    "not_open": gettext_lazy(
        "This source is not in the open-data feed. Its page, or --open-feed with an import, opens it."
    ),
}


@dataclass
class SourceUnfit(Problem):
    """What a source cannot be; `reason` is a key of SOURCE, `field` the field of its form."""

    field: str
    reason: str

    code, status = "directory.source_unfit", 422

    def message(self) -> str:
        return str(SOURCE[self.reason])


@dataclass
class AlreadyDecided(Problem):
    code, status = "directory.already_decided", 409

    def message(self) -> str:
        return _("Someone decided this meanwhile. Look at the page again.")


@dataclass
class LinkClosed(Problem):
    """A link for a provider that was used, withdrawn, has run out, or never was."""

    code, status = "directory.link_closed", 404

    def message(self) -> str:
        return _("This link no longer opens anything. Ask the organization that sent it for a new one.")


@dataclass
class AddressTaken(Problem):
    """Another finder has this address, perhaps one of another organization."""

    slug: str

    code, status = "directory.address_taken", 409

    def message(self) -> str:
        return _("“%(slug)s” is taken. Choose another address.") % {"slug": self.slug}
