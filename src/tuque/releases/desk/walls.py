"""What the second wall does at the data desk: rows are their organization's; what is open or published is for anyone to read."""

from tuque.core.wall import Purpose
from tuque.core.wall.rules import Common, Owned, Rule
from tuque.directory.api import OPEN

RULES: dict[str, Rule] = {
    "releases.DeskCount": Common("How often the desk was used, by month: about nobody."),
    # Its name stands on the public form.
    "releases.DataDesk": Owned(readable=f'("is_open" AND {OPEN})'),
    "releases.LibraryAnswer": Owned(readable=f'("is_public" AND {OPEN})'),
    # Whoever asked has no account: the secret of the link says which request it opens.
    "releases.RequestLink": Owned(opens={Purpose.DOORSTEP: ["select"]}),
}
