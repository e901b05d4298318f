"""Who may do what with the directory: the only place of this room that compares roles.

| role | reads all that its organization keeps | edits, verifies, sends links | imports, sources, merges, words |
|---|---|---|---|
| director, analyst, coordinator | yes | yes | yes |
| case worker, supervisor, responder, navigator, directory editor | yes | yes | - |
| field worker, dispatcher, table representative | yes | - | - |
| administrator | yes | - | yes |
| privacy officer | yes | - | - |

What is public is everyone's.
"""

from tuque.accounts.api import Role, Worker

EDITORS = (
    Role.DIRECTOR,
    Role.ANALYST,
    Role.COORDINATOR,
    Role.CASE_WORKER,
    Role.SUPERVISOR,
    Role.RESPONDER,
    Role.NAVIGATOR,
    Role.DIRECTORY_EDITOR,
)
KEEPERS = (Role.DIRECTOR, Role.ANALYST, Role.COORDINATOR, Role.ADMINISTRATOR)
READERS = tuple(Role)


def can_edit(worker: Worker) -> bool:
    return worker.holds(*EDITORS)


def can_keep(worker: Worker) -> bool:
    return worker.holds(*KEEPERS)
