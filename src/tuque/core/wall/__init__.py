"""The second wall between organizations: PostgreSQL's row policies, and for whom each transaction acts.

Every statement is preceded, in its own transaction, by for whom it is done: `with wall.within(organization_id): ...`, or
`with wall.system(Purpose.OUTBOX): ...` for work that belongs to none. Without one nothing is read: see
docs/decisions/0011-the-second-wall.md.
"""

from tuque.core.wall.context import (
    Context,
    NoContext,
    Purpose,
    carried,
    current,
    entered,
    sharing,
    step_in,
    system,
    within,
)

__all__ = ["Context", "NoContext", "Purpose", "carried", "current", "entered", "sharing", "step_in", "system", "within"]
