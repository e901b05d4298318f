"""What the second wall does at the tables that tell who is asking: opened on the doorstep, as little as signing in needs.

The tables of the libraries that this room stands on are ruled here too.
"""

from tuque.core.wall.context import Purpose
from tuque.core.wall.policies import SOMEONE
from tuque.core.wall.rules import EVERYTHING, Common, Owned, Reserved, Rule, Through

FOUND_BY_KEY = "Found by a key of 190 random bits before anyone is known; holds nothing of an organization."

RULES: dict[str, Rule] = {
    # A worker is found by address, by session or by passkey, in whichever organization they are; a password chosen anew
    # and the time of the last sign-in are written before they have stepped in.
    "accounts.Worker": Owned(
        opens={Purpose.DOORSTEP: ["select", "update"], Purpose.OPERATOR: ["select"], Purpose.AUDIT: ["select"]}
    ),
    "accounts.Organization": Owned(
        column="id", readable=SOMEONE, opens={Purpose.OPERATOR: ["insert"]}
    ),  # partners choose one another by name
    "accounts.Team": Owned(opens={Purpose.DOORSTEP: ["select"]}),
    "accounts.RoleAssignment": Owned(opens={Purpose.DOORSTEP: ["select"]}),
    "accounts.Invitation": Owned(opens={Purpose.DOORSTEP: ["select"]}),
    "accounts.Attempts": Common("Counts of tries to sign in, under scrambled keys, before anyone is known."),
    "accounts.SignOut": Through("worker", opens={Purpose.STREAMS: ["select"]}),
    "account.EmailAddress": Through("user"),
    "account.EmailConfirmation": Through("email_address"),
    "mfa.Authenticator": Through("user"),
    "socialaccount.SocialAccount": Through("user"),
    "socialaccount.SocialToken": Through("account"),
    "usersessions.UserSession": Through("user"),
    "socialaccount.SocialApp": Common("Providers of single sign-on are the whole site's, and come from its settings."),
    "sessions.Session": Common(FOUND_BY_KEY),
    "auth.Group": Common("Not used: roles are our own."),
    "auth.Group_permissions": Common("Not used: roles are our own."),
    "auth.Permission": Common("Not used: the names of Django's own permissions."),
    "contenttypes.ContentType": Common("The names of tables."),
    "django_tasks_database.DBTaskResult": Reserved(
        "What is to be done, by ids; each task says itself for whom.", opens={Purpose.TASKS: EVERYTHING}, takes=True
    ),
    # The rooms before this one have no word for an organization.
    "core.Stream": Owned(opens={Purpose.STREAMS: ["select"]}),
    "core.StreamEvent": Through("stream"),
    "core.OrganizationKey": Owned(opens={Purpose.KEYS: ["select"]}),
    "core.OutboxMessage": Owned(opens={Purpose.OUTBOX: EVERYTHING, Purpose.AUDIT: ["select", "insert"]}),
}
