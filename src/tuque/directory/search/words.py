"""Words as they are looked for, alike in French and English: no accents, no plurals, no elisions. No Django here.

The phone's own search has simpler rules (`frontend/lib/offline/search.ts`): its test holds it to the ways of writing that
`words.examples.json` calls the same, but for those that it names.
"""

import re

from tuque.core.folding import fold

LONGEST_WORD, MOST_WORDS = 40, 1200

# l’eau, d'aide, qu'il, jusqu’au: the word begins after the apostrophe, whichever character it is.
ELISION = re.compile(r"\b(?:jusqu|lorsqu|puisqu|quoiqu|presqu|qu|[cdjlmnst])['’ʼ`´](?=\w)", re.IGNORECASE)
POSSESSIVE = re.compile(r"(?<=\w)['’ʼ`´]s\b", re.IGNORECASE)
APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")
# conseiller·ère·s, employé(e)s, étudiant.e.s, directeur/trice, intervenant-e-s: the first form stands for both.
FEMININE = r"(?:euse|trice|ère|ere|nne|lle|ive|ves?|sse|se|te|fe|ne|le|ée|e)"
INCLUSIVE = re.compile(
    rf"(?<=\w\w\w)(?:[·•‧∙]{FEMININE}?(?:[·•‧∙]?s)?|\({FEMININE}\)s?|\(s\)|\.{FEMININE}(?:\.s|s)?|/{FEMININE}s?|-e(?:-s|s)?)(?!\w)",
    re.IGNORECASE,
)
# Réfugiée, refugees: no refuge for the night.
REFUGEE = re.compile(r"refug(?:ee|ie|iee)s?")
SAINTS = {
    "st": "saint",
    "ste": "saint",
    "sts": "saint",
    "stes": "saint",
    "sainte": "saint",
    "saintes": "saint",
    "saints": "saint",
}

# Words that colour a question and are not what it is about: a record without them answers it all the same.
SIDE = frozenset(
    [
        "emergency",
        "immediate",
        "immediately",
        "suite",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "weekend",
        "weekends",
        "morning",
        "evening",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "matin",
        "free",
        "cheap",
        "affordable",
        "low",
        "cost",
        "income",
        "urgent",
        "urgently",
        "tonight",
        "today",
        "now",
        "asap",
        "open",
        "available",
        "local",
        "service",
        "services",
        "program",
        "programs",
        "programme",
        "programmes",
        "people",
        "person",
        "someone",
        "group",
        "city",
        "town",
        "area",
        "center",
        "centre",
        "centres",
        "centers",
        "best",
        "good",
        "gratuit",
        "gratuite",
        "gratuits",
        "gratuites",
        "cher",
        "abordable",
        "urgence",
        "urgent",
        "vite",
        "soir",
        "aujourd",
        "hui",
        "maintenant",
        "ouvert",
        "disponible",
        "personne",
        "personnes",
        "gens",
        "groupe",
        "ville",
        "quartier",
        "secteur",
        "bon",
        "bonne",
        "modique",
        "revenu",
        "faible",
    ]
)

# Words that hold a sentence together: a record without them answers all the same, and nobody needs to hear that none has them.
GLUE = frozenset(
    [
        "after",
        "again",
        "already",
        "also",
        "another",
        "around",
        "autre",
        "autres",
        "avant",
        "beaucoup",
        "because",
        "before",
        "between",
        "bonjour",
        "both",
        "celle",
        "celui",
        "ceux",
        "chaque",
        "demain",
        "donc",
        "during",
        "each",
        "ensuite",
        "entre",
        "even",
        "ever",
        "every",
        "hello",
        "hi",
        "hier",
        "jamais",
        "jusque",
        "lorsque",
        "malgre",
        "many",
        "maybe",
        "meme",
        "merci",
        "much",
        "never",
        "only",
        "other",
        "over",
        "parce",
        "parlant",
        "parle",
        "parlent",
        "pendant",
        "puisque",
        "quelque",
        "quelques",
        "really",
        "sauf",
        "selon",
        "since",
        "sous",
        "souvent",
        "speak",
        "speaking",
        "speaks",
        "spoken",
        "still",
        "stp",
        "such",
        "svp",
        "than",
        "thank",
        "thanks",
        "then",
        "these",
        "through",
        "toujours",
        "tres",
        "trop",
        "under",
        "until",
        "vers",
        "very",
        "voici",
        "voila",
        "vraiment",
        "while",
        "within",
        "without",
        "yet",
    ]
)

# Words that every record and every question has: they tell nothing apart.
STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "being",
        "by",
        "can",
        "could",
        "do",
        "does",
        "for",
        "from",
        "get",
        "give",
        "go",
        "had",
        "has",
        "have",
        "having",
        "he",
        "help",
        "her",
        "here",
        "him",
        "his",
        "how",
        "i",
        "if",
        "im",
        "in",
        "into",
        "is",
        "it",
        "its",
        "ive",
        "just",
        "like",
        "looking",
        "me",
        "more",
        "my",
        "near",
        "nearest",
        "nearby",
        "need",
        "needs",
        "of",
        "off",
        "on",
        "one",
        "or",
        "our",
        "out",
        "please",
        "she",
        "should",
        "so",
        "some",
        "someone",
        "somewhere",
        "that",
        "the",
        "their",
        "them",
        "there",
        "they",
        "this",
        "those",
        "to",
        "too",
        "up",
        "us",
        "want",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "am",
        "about",
        "but",
        "did",
        "dont",
        "cant",
        "not",
        "no",
        "find",
        "where's",
        "ai",
        "aide",
        "aider",
        "aimerais",
        "ait",
        "alors",
        "alentours",
        "apres",
        "as",
        "au",
        "aucun",
        "aussi",
        "autour",
        "aux",
        "avec",
        "avoir",
        "avons",
        "besoin",
        "ca",
        "car",
        "ce",
        "cela",
        "ces",
        "cet",
        "cette",
        "chercher",
        "cherche",
        "chez",
        "ci",
        "comme",
        "comment",
        "dans",
        "de",
        "des",
        "deja",
        "depuis",
        "dont",
        "du",
        "elle",
        "elles",
        "en",
        "encore",
        "es",
        "est",
        "et",
        "etait",
        "ete",
        "etre",
        "eux",
        "faire",
        "fais",
        "fait",
        "faut",
        "il",
        "ils",
        "j",
        "je",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "leurs",
        "lui",
        "m",
        "ma",
        "mais",
        "me",
        "mes",
        "moi",
        "mon",
        "n",
        "ne",
        "nos",
        "notre",
        "nous",
        "on",
        "ou",
        "où",
        "par",
        "pas",
        "pour",
        "plus",
        "pouvez",
        "pres",
        "proche",
        "proches",
        "puis",
        "quand",
        "que",
        "quel",
        "quelle",
        "quels",
        "quelles",
        "quelqu",
        "qui",
        "quoi",
        "sa",
        "sans",
        "se",
        "sera",
        "ses",
        "si",
        "son",
        "sont",
        "suis",
        "sur",
        "t",
        "ta",
        "te",
        "tes",
        "toi",
        "ton",
        "tout",
        "toute",
        "toutes",
        "tous",
        "trouver",
        "tu",
        "un",
        "une",
        "va",
        "vais",
        "veux",
        "voudrais",
        "vos",
        "votre",
        "vous",
        "y",
        "etes",
        "peux",
        "peut",
        "ici",
        "sais",
        "savoir",
        "servir",
        "utiliser",
        "etre",
        "donner",
        "dire",
        "dois",
        "aurais",
        "serait",
        "qqn",
        "quelquun",
        "kelkun",
        "jai",
        "cest",
    ]
)


def words_of(text: str) -> list[str]:
    """The words of `text` in order, folded and whole: "Les conseillers·ères de l’Œuvre St-Jean" gives
    "les", "conseillers", "de", "oeuvre", "saint", "jean"."""
    plain = INCLUSIVE.sub("", POSSESSIVE.sub("", ELISION.sub("", text)))
    plain = APOSTROPHE.sub("", plain)
    return [SAINTS.get(word, word)[:LONGEST_WORD] for word in fold(plain).split()]


def terms_of(text: str) -> list[str]:
    """What is looked for in `text`: the stems of its words that tell something, in order, at most `MOST_WORDS`."""
    terms: list[str] = []
    for word in words_of(text[: MOST_WORDS * 12]):
        if tells_something(word):
            terms.append(stem(word))
        if len(terms) == MOST_WORDS:
            break
    return terms


def telling_terms(text: str) -> list[str]:
    """The terms of a question: those of its words that tell something, or all when none does."""
    return terms_of(text) or [stem(word) for word in words_of(text)]


def tells_something(word: str) -> bool:
    return word not in STOP and (len(word) > 1 or word.isdigit())


def is_aside(word: str) -> bool:
    """Whether a word only colours a question, or holds it together."""
    return word in SIDE or word in GLUE


def stem(word: str) -> str:
    """The word without plural, feminine or English -ing, lightly: "familles" and "famille", "families" and "family".

    One rule for both languages, since nobody says which one a question is in. It joins "pharmacie" and "pharmacy" on the way.
    Light on purpose: Snowball makes "log" of "logement" and of "logique".
    """
    if len(word) < 4 or not word.isalpha():
        return word
    if REFUGEE.fullmatch(word):
        return "refugy"
    if word.endswith("eaux"):
        word = word[:-1]
    elif word.endswith("aux") and len(word) > 4:
        word = word[:-3] + "al"
    elif word.endswith(("s", "x")) and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if word.endswith("ing") and len(word) > 6:
        word = word[:-3]
    return _without_feminine(word)


def _without_feminine(word: str) -> str:
    for ending, instead in (("ie", "y"), ("trice", "teur"), ("euse", "eur"), ("ive", "if"), ("ique", "ic")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + instead
    while word.endswith("e") and len(word) > 3:
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word
