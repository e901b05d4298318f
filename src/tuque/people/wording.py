"""The words by which a person agrees to be named. They are read in the person's language, which is not always the
reader's: so they are kept here in both, by version. A version that was used never changes; add another."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    version: str
    en: str
    fr: str


WORDINGS = (
    Wording(
        version="2026-11",
        en=(
            "We would like to write your name in our notes, so that our team remembers you and you do not have to "
            "repeat your story. Only workers of our organization see it. You can say no: we help you just the same. "
            "You can change your mind at any time, by telling any of us; we then stop showing your name. "
            "Otherwise it ends by itself in twelve months. Is that all right with you?"
        ),
        fr=(
            "Nous aimerions inscrire votre nom dans nos notes, pour que notre équipe se souvienne de vous et que vous "
            "n’ayez pas à répéter votre histoire. Seul le personnel de notre organisme le voit. Vous pouvez dire non : "
            "nous vous aiderons tout autant. Vous pouvez changer d’avis en tout temps, en le disant à l’une ou l’un de "
            "nous; nous cesserons alors d’afficher votre nom. Sinon, cet accord prend fin de lui-même dans douze mois. "
            "Est-ce que cela vous convient?"
        ),
    ),
)
CURRENT = WORDINGS[-1]
SHARING_WORDINGS = (
    Wording(
        version="2026-11-sharing",
        en=(
            "Other organizations may be able to help you too. With your yes, we let only those that you choose read what "
            "you choose, for the help you receive and nothing else. They may not pass it on. You can say no, to some or to "
            "all: we help you just the same. You can change your mind at any time, by telling any of us; they then see it "
            "no more. Otherwise it ends by itself in twelve months. Is that all right with you?"
        ),
        fr=(
            "D’autres organismes pourraient aussi vous aider. Si vous dites oui, seuls ceux que vous choisissez pourront "
            "lire ce que vous choisissez, pour l’aide que vous recevez et rien d’autre. Ils n’ont pas le droit de le "
            "transmettre. Vous pouvez dire non, à certains ou à tous : nous vous aiderons tout autant. Vous pouvez changer "
            "d’avis en tout temps, en le disant à l’une ou l’un de nous; ils ne le verront alors plus. Sinon, cet accord "
            "prend fin de lui-même dans douze mois. Est-ce que cela vous convient?"
        ),
    ),
)
CURRENT_SHARING = SHARING_WORDINGS[-1]
