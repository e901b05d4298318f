"""An open desk, requests and answers of the library, for tests."""

from conftest import NOON

from tuque.accounts.models import Organization, Worker
from tuque.core.ids import new_id
from tuque.releases.desk import asking, services
from tuque.releases.desk.asking import Asked
from tuque.releases.desk.models import DataDesk, DataRequest, LibraryAnswer
from tuque.releases.desk.questions import Query
from tuque.releases.desk.services import Entry

WHOLE = Entry(
    "Where do families find meals?", "Où les familles trouvent-elles des repas?", "Here.", "Ici.", is_public=True
)


def open_desk(organization: Organization, *, due_days: int = 30) -> DataDesk:
    values = {"is_open": True, "due_days": due_days, "changed_at": NOON}
    return DataDesk.objects.get_or_create(organization=organization, defaults=values)[0]


def request(organization: Organization, question: str = "How many?", **values: object) -> tuple[DataRequest, str]:
    """A request and the secret of its link."""
    at = values.pop("at", NOON)
    asked = Asked(question, **values)  # type: ignore[arg-type]
    return asking.ask(open_desk(organization), asked, key=new_id(), at=at)  # type: ignore[arg-type]


def library_answer(by: Worker, *, is_public: bool = False, query: Query | None = None) -> LibraryAnswer:
    entry = Entry(WHOLE.question_en, WHOLE.question_fr, WHOLE.answer_en, WHOLE.answer_fr, is_public, query or Query())
    return services.keep_entry(entry, key=new_id(), by=by, at=NOON)
