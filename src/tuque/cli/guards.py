"""What is looked at before a command works with what the site keeps: the root key, and the wall between organizations."""

from tuque.config.env import SettingUnreadable
from tuque.config.spoken import gettext as _


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
