"""What people need, said in one way or another, and what the demonstration's directory answers first."""

import pytest

from tuque.demo.services import rows
from tuque.directory.search.documents import Document, entry_of
from tuque.directory.search.finding import Wish, search
from tuque.directory.search.memory import Memory
from tuque.directory.search.questions import TOPIC
from tuque.directory.search.reading import vocabulary_that_comes_along
from tuque.directory.search.words import terms_of

pytestmark = pytest.mark.once

NEEDS = {
    "à manger": "food",
    "manger": "food",
    "je veux manger": "food",
    "rien à manger": "food",
    "j’ai faim": "food",
    "I want to eat": "food",
    "something to eat": "food",
    "hungry": "food",
    "soupe populaire": "food",
    "food bank": "food-bank",
    "où dormir": "shelter",
    "somewhere to sleep": "shelter",
    "I need a place to sleep": "shelter",
    "homeless": "shelter",
    "j’ai froid": "warming",
    "cold": "warming",
    "expulsé": "eviction",
    "my landlord": "eviction",
    "payer mon loyer": "rent-help",
    "impôts": "taxes",
    "birth certificate": "id",
    "je me sens seule": "mental-health",
    "alone": "mental-health",
    "eating disorder": "mental-health",
    "troubles alimentaires": "mental-health",
    "want to die": "suicide",
    "envie de mourir": "suicide",
    "je veux mourir": "suicide",
    "plus envie de vivre": "suicide",
    "no reason to live": "suicide",
    "hurting myself": "suicide",
    "mon mari me bat": "violence-shelter",
    "mon chum me frappe": "violence-shelter",
    "he beats me": "violence-shelter",
    "afraid of my husband": "violence-shelter",
    "on m’a mis dehors": "shelter",
    "drunk": "substance-use",
    "réfugiée": "refugees",
    "refugee": "refugees",
    "aide hydro": "bills",
    "passport": "id",
    "gestion de la colère": "counselling",
    "deuil": "grief",
    "detox": "withdrawal",
    "arrêter de boire": "substance-use",
    "mal de dents": "dental",
    "toothache": "dental",
    "malade": "health",
    "ill": "health",
    "pregnant": "pregnancy",
    "garderie": "child-care",
    "daycare": "child-care",
    "me laver": "hygiene",
    "wash": "hygiene",
    "manteau d’hiver": "clothing",
    "learn English": "language-classes",
    "lost my job": "work",
    "perdu mon emploi": "work",
    "lawyer": "legal",
    "J'ai peur": "violence",
    "scared": "violence",
    "lunettes": "eyes",
    "bed": "furniture",
}


@pytest.fixture(scope="module")
def directory():
    words = vocabulary_that_comes_along()
    documents = [
        Document(number, [row["en"], row["fr"]], [row["agency"]], [row["about_en"], row["about_fr"]], [row["topic"]])
        for number, row in rows()
    ]
    return Memory([entry_of(document, words) for document in documents], words)


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("food now", "food"),
        ("emergency food", "food"),
        ("nourriture tout de suite", "food"),
        ("urgent dentist", "dental"),
        ("dentiste urgence", "dental"),
        ("doctor open sunday", "health"),
        ("urgent", "crisis"),
    ],
)
def test_how_soon_it_is_wanted_makes_no_gap(directory, words, topic):
    answer = search(Wish(words), directory)

    assert not answer.is_gap
    assert TOPIC + topic in answer.found[0].record.topics.split()


@pytest.mark.parametrize("words", ["raped", "violée", "agression sexuelle"])
def test_where_nobody_offers_it_the_topic_above_is_the_nearest(directory, words):
    answer = search(Wish(words), directory)

    assert answer.is_gap
    assert TOPIC + "violence" in answer.near_misses[0].record.topics.split()


@pytest.mark.parametrize(
    "words",
    [
        "Legal aid for tenants, and others",
        "Financial aid",
        "Un accueil tout de suite",
        "Sécurité sociale",
        "A high school",
        "Special events",
        "Quiconque frappe à la porte",
        "Jouer dehors",
        "A safe place at home",
        "Les autres",
    ],
)
def test_a_word_that_means_much_sorts_no_record(words):
    said = vocabulary_that_comes_along().topics_in(terms_of(words))

    assert (
        not {"sexual-health", "volunteering", "crisis", "violence", "substance-use", "disability", "gambling"}
        & said.keys()
    )


@pytest.mark.parametrize(("words", "topic"), NEEDS.items())
def test_a_need_is_answered_by_its_topic_first(directory, words, topic):
    answer = search(Wish(words), directory)
    first = (answer.found or answer.near_misses)[0].record

    assert TOPIC + topic in first.topics.split()
    assert not answer.question.read_as
