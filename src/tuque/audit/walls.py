"""What the second wall does at the audit: each organization's own, and the chains that the work behind the pages tends."""

from tuque.core.wall.context import Purpose
from tuque.core.wall.rules import EVERYTHING, Common, Owned, Rule

# Someone who is nobody here tries to sign in, a command changes what belongs to none, the site's own key is begun: each is
# recorded, for nobody.
NOBODYS = (Purpose.DOORSTEP, Purpose.OPERATOR, Purpose.AUDIT)
TENDED = {Purpose.AUDIT: EVERYTHING}

RULES: dict[str, Rule] = {
    "audit.AuditRecord": Owned(orphans=NOBODYS, opens={Purpose.AUDIT: ["select"]}, is_audit=True),
    "audit.Gap": Owned(opens=TENDED, is_audit=True),
    "audit.Seal": Owned(opens=TENDED, is_audit=True),
    "audit.Root": Owned(opens=TENDED, is_audit=True),
    "audit.Witness": Owned(opens={Purpose.AUDIT: ["select"]}, is_audit=True),
    "audit.Handing": Owned(opens=TENDED, is_audit=True),
    "audit.Keeping": Owned(opens={Purpose.AUDIT: ["select"]}, is_audit=True),
    "audit.Kept": Owned(opens={Purpose.AUDIT: ["select", "insert"]}, is_audit=True),
    "audit.Check": Owned(opens={Purpose.AUDIT: ["select", "update"]}, is_audit=True),
    "audit.SigningKey": Common("The public half of the site's own key."),
}
