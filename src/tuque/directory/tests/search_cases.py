"""A small directory for the tests of the search: two languages, three places, invented."""

from tuque.directory.search.documents import Document, Entry, Vocabulary, entry_of

DOWNTOWN, NORTH, FAR = (-97.14, 49.895), (-97.05, 50.02), (-99.95, 49.85)

VOCABULARY = Vocabulary.of(
    [
        ("food bank", "food-bank"),
        ("banque alimentaire", "food-bank"),
        ("j’ai faim", "food"),
        ("hungry", "food"),
        ("repas", "meals"),
        ("meal", "meals"),
        ("mal de dents", "dental"),
        ("dentist", "dental"),
        ("evicted", "eviction"),
    ],
    {"food-bank": "food", "meals": "food", "dental": "health", "eviction": "housing"},
)
DOCUMENTS = (
    Document(1, ["Harvest Food Bank", "Banque alimentaire La Moisson"], ["Testname Harvest"], ["Hampers for families."],
             points=[DOWNTOWN], is_free=True, languages=["ENGLISH", "FRENCH"], quality=0.9, written=["en", "fr"]),
    Document(2, ["Soupe populaire Saint-Léonard"], ["Œuvre Testname"], ["Repas chauds pour toute personne, sur place."],
             points=[NORTH], languages=["FRENCH"], quality=0.6, written=["fr"]),
    Document(3, ["Tenants’ Desk"], ["Law Centre Testname"], ["What to do when you are evicted. Food is not served."],
             topics=["eviction"], points=[DOWNTOWN], languages=["ENGLISH", "CANTONESE"], written=["en"]),
    Document(4, ["Clinique dentaire Testname"], [], ["Soins dentaires; conseillers·ères; employé(e)s."], topics=["dental"],
             points=[FAR], accesses=["wheelchair"], written=["fr"]),
    Document(5, ["Helpline Testname"], [], ["By telephone, day and night: someone listens."], languages=["ENGLISH"], written=["en"]),
    Document(7, ["Northern Harvest"], ["Testname"], ["Food for families."], towns=["r4a", "north town"], written=["en"]),
    Document(6, ["Harvest Dance"], ["Testname Hall"], ["Dancing lessons for seniors."], points=[DOWNTOWN], written=["en"]),
)  # fmt: skip


TOWNS = {"north town": NORTH, "r4a": NORTH, "far town": FAR}


def entries() -> list[Entry]:
    return [entry_of(document, VOCABULARY) for document in DOCUMENTS]
