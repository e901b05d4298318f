"""The demonstration's data desk: open, with requests at every stage and answers that anyone may read. Everything is invented."""

from datetime import datetime, timedelta

from tuque.accounts.models import Organization, Worker
from tuque.core.ids import new_id
from tuque.releases.desk import asking, services
from tuque.releases.desk.asking import Asked
from tuque.releases.desk.models import DataDesk, DataRequest, DeskCount, What
from tuque.releases.desk.questions import Query
from tuque.releases.desk.services import Entry

DUE_DAYS = 30
NOT_SENT = ""  # nobody left an address: no letter leaves
LIBRARY = (
    Entry(
        "Which daycare is nearest to downtown?",
        "Quelle garderie est la plus proche du centre-ville?",
        "The daycares of the directory, nearest to R3B first. Whether there is a free place is not written there: call before you go.",
        "Les garderies du répertoire, de la plus proche de R3B à la plus éloignée. Le répertoire ne dit pas s’il y a une place libre : appelez avant de vous déplacer.",
        True,
        Query(words="daycare", near="R3B"),
    ),
    Entry(
        "Where can a family get food free of charge?",
        "Où une famille peut-elle recevoir de la nourriture gratuitement?",
        "Meals and food banks that ask for no money. Some ask for an address: look at who each one is for.",
        "Les repas et les banques alimentaires qui ne demandent pas d’argent. Certaines demandent une adresse : voyez à qui chacune s’adresse.",
        True,
        Query(topic="food", free=True),
    ),
    Entry(
        "Which services speak French?",
        "Quels services sont offerts en français?",
        "Every service of the directory that says it serves people in French.",
        "Tous les services du répertoire qui disent servir en français.",
        True,
        Query(language="FRENCH"),
    ),
    Entry(
        "How many calls come in each month?",
        "Combien d’appels arrivent chaque mois?",
        "Some 1,200 a month (invented), more in winter. They are counted when they are answered; nobody is counted by name, and counts below five are kept back.",
        "Quelque 1 200 par mois (inventé), davantage en hiver. Ils sont comptés quand on y répond; personne n’est compté par son nom, et les nombres sous cinq sont retenus.",
        True,
    ),
    Entry(
        "Which shelters take pets?",
        "",
        "Not yet known for all of them (invented).",
        "",
        False,
        Query(words="shelter pets"),
    ),
)


def fill(organization: Organization, *, at: datetime) -> None:
    """Once: later starts find it."""
    if DataDesk.objects.filter(organization=organization).exists():
        return
    dana, ana = (Worker.objects.get(email=f"{name}@demo.example") for name in ("dana", "ana"))
    desk = services.keep_desk(is_open=True, due_days=DUE_DAYS, by=dana, at=at - timedelta(days=200))
    for entry in LIBRARY:
        services.keep_entry(entry, key=new_id(), by=ana, at=at - timedelta(days=40))
    _requests(desk, by=ana, at=at)
    _counts(at)


def _requests(desk: DataDesk, *, by: Worker, at: datetime) -> None:
    _ask(desk, "Which streets have the most places open at night (invented)?", "en", at=at - timedelta(hours=5))
    late = _ask(
        desk, "Services for older adults in each ward, as a table (invented).", "en", at=at - timedelta(days=36)
    )
    services.assign(late, to=by, by=by, at=at - timedelta(days=30))
    services.write_note(
        late, words="The ward of two places is not known yet (invented).", by=by, at=at - timedelta(days=9)
    )
    back = _ask(desk, "Combien de lits y a-t-il (inventé)?", "fr", at=at - timedelta(days=6))
    services.ask_back(back, words="Pour quelle année (inventé)?", origin=NOT_SENT, by=by, at=at - timedelta(days=4))
    for days, question, words, query in (
        (
            70,
            "Where are the food banks (invented)?",
            "They are all below, as of the day you read it.",
            Query(words="food bank"),
        ),
        (52, "Which services are free (invented)?", "See the list below.", Query(free=True, words="counselling")),
        (33, "Who serves newcomers (invented)?", "See the list below.", Query(words="newcomers")),
    ):
        row = _ask(desk, question, "en", at=at - timedelta(days=days))
        answered = at - timedelta(days=days - days // 6)
        services.answer(row, words=words, query=query, origin=NOT_SENT, by=by, at=answered)
    row = _ask(desk, "The names of people who slept outside (invented).", "en", at=at - timedelta(days=20))
    reason = "We give no names and nothing by which someone could be recognized."
    services.refuse(row, reason=reason, origin=NOT_SENT, by=by, at=at - timedelta(days=19))


def _ask(desk: DataDesk, question: str, language: str, *, at: datetime) -> DataRequest:
    row, _token = asking.ask(desk, Asked(question, language=language), key=new_id(), at=at)
    return row


def _counts(at: datetime) -> None:
    """How often people answered themselves in the last months."""
    for back in range(6):
        month = (at.date().replace(day=1) - timedelta(days=30 * back)).replace(day=1)
        for what, times in ((What.FOUND, 61), (What.NOTHING, 9), (What.FILE, 23), (What.READ, 17)):
            for language, share in (("en", 1.0), ("fr", 0.3)):
                DeskCount.objects.get_or_create(
                    month=month, what=what, language=language, defaults={"times": round((times - back) * share)}
                )
