"""What is looked at before a command works with what the site keeps: the root key, the wall between organizations, and
whether the site is the demonstration."""

import os

from tuque.config.env import SettingUnreadable
from tuque.config.spoken import gettext as _

DEMONSTRATION_FOLDER = "var/demo"


def keep_apart() -> None:
    """Before the settings are read: the demonstration is in a folder of its own, unless its place was chosen."""
    if not (os.environ.get("TUQUE_DATA_DIR") or os.environ.get("TUQUE_DATABASE_URL")):
        os.environ["TUQUE_DATA_DIR"] = DEMONSTRATION_FOLDER


def check_keys() -> None:
    """Refuse to begin with a root key that is missing or another site's. Raises RootKeyTrouble; nothing is written."""
    from django.db import OperationalError

    from tuque.core.crypto import keyring

    try:
        keyring.check()
    except OperationalError:
        return  # pages say that the database is away; a key is checked again when it is first used


class WallDown(SettingUnreadable):
    """What keeps the second wall from standing, a line for each trouble."""


def check_wall(*, understood: bool = False) -> None:
    """Refuse to serve where nothing stands between organizations but the code. Raises WallDown.

    On SQLite there is no second wall: it serves one organization, or more where `understood` says that this is known.
    """
    from django.db import connection

    from tuque.core.wall import inspection

    troubles = inspection.troubles(connection)
    if troubles:
        raise WallDown("\n  ".join([_("The second wall between organizations does not stand:"), *troubles]))
    if connection.vendor == "sqlite" and not understood and several_organizations():
        raise WallDown(
            _(
                "Several organizations share this site, and SQLite has one wall between them, not two: one forgotten filter in the code would show the records of one to another. Use PostgreSQL (docs/how-to/run-a-larger-site.md), or serve with --i-understand."
            )
        )


def several_organizations() -> bool:
    from django.db import OperationalError

    from tuque.demo import community

    try:
        return community.real_organizations() > 1
    except OperationalError:
        return False  # a site that has not begun


class DemonstrationHere(SettingUnreadable):
    """The site holds the demonstration, whose password everybody knows."""


def check_no_demonstration() -> None:
    """Refuse to begin a real organization beside the demonstration. Raises DemonstrationHere."""
    from tuque.core import wall
    from tuque.demo import community

    with wall.system(wall.Purpose.OPERATOR):
        here = community.accounts().exists()
    if here:
        raise DemonstrationHere(
            _(
                "This site holds the demonstration, whose password everybody knows. Begin yours elsewhere: set TUQUE_DATA_DIR to another folder, or TUQUE_DATABASE_URL to another database."
            )
        )
