"""An address is known again however it is written, and other words are not taken for it."""

import pytest

from tuque.directory.streets import Secrets, street_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("123 rue Saint-Paul", "Venez au 123, rue St-Paul."),
        ("123, rue Saint-Paul", "au 123 rue Saint-Paul, la nuit"),
        ("4321 Canary Street", "4321 Canary St."),
        ("4321 Canary Street", "at 4321 N. Canary"),
        ("4321 Canary Street, Suite 5", "we are at 4321 Canary Street"),
        ("Suite 5, 4321 Canary Street", "we are at 4321 Canary Street"),
        ("5-4321 Canary Street", "4321 Canary Street"),
        ("4321 Canary Street", "5-4321 Canary Street"),
        ("4321 Canary Street", "Suite 5, 4321-B Canary St"),
        ("4321B Canary Street", "4321 Canary"),
        ("4321 Canary Hidden Crescent", "https://maps.example/?q=4321+Canary"),
        ("4321 Canary Hidden Crescent", "https://maps.example/?q=4321%20Canary%20Hidden"),
        ("4321 Canary Hidden Crescent", "https://example.org/4321-canary-hidden-crescent"),
        ("4321 Canary Street, Winnipeg MB R3C 0A1", "4321 Canary St"),
        ("12 Park Avenue", "12, Park Ave, door on the left"),
        ("123 rue de la Montagne", "123 de la montagne"),
        ("4321 1st Street", "4321 First St"),
        ("4321 100 Avenue", "4321 100 Ave"),
        ("PO Box 123", "write to P.O. Box 123"),
        ("Canary House", "come to CANARY HOUSE"),
        ("1200 chemin du Lac", "1200, ch. du Lac"),
        ("4321 Canary Street", "Canary Street 4321"),
    ],
)
def test_an_address_is_known_again(secret, words):
    assert Secrets.of([secret]).told_in(words)


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("4321 Canary Street", "432 Canary Street"),
        ("4321 Canary Street", "On Canary Street, ask for 43210 Canary"),
        ("12 New Hampshire Avenue", "We have 12 new beds."),
        ("12 Park Avenue", "12 parking places"),
        ("Confidential", "All you say is confidential."),
        ("Adresse confidentielle", "Adresse confidentielle\u00a0: appelez."),
        ("", "anything"),
        ("Main", "the main door"),
    ],
)
def test_other_words_are_no_address(secret, words):
    assert not Secrets.of([secret]).told_in(words)


def test_the_street_of_an_address():
    assert street_of("4905 Penn Avenue, Suite 2") == ("4905", ("penn", "ave"))
