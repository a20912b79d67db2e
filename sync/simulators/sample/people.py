"""Invented people and firms: names, addresses, e-mails and phones that belong to nobody.

E-mail domains are those that the internet's name system keeps free for examples; phone numbers come from
ranges that are not given out, or are kept for films.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

_LATIN: Final = {
    **dict(zip("абвгдезийклмнопрстуфхъ", "abvgdeziyklmnoprstufha", strict=True)),
    "ж": "zh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "sht",
    "ь": "y",
    "ю": "yu",
    "я": "ya",
}
_PLAIN: Final = str.maketrans("ąćęłńóśźżăâîșțäöüß", "acelnoszzaaistaous")
DOMAINS: Final = ("example.com", "example.org", "example.net", "poshta.example", "mail.example")


@dataclass(frozen=True, slots=True)
class Place:
    """A town with its post code and a street."""

    city: str
    postcode: str
    street: str


@dataclass(frozen=True, slots=True)
class Country:
    """What the sample knows of a country: its code, its name as BaseLinker writes it, names, places, a
    phone pattern.
    """

    code: str
    name: str
    men: tuple[str, ...]
    women: tuple[str, ...]
    men_families: tuple[str, ...]
    women_families: tuple[str, ...]
    places: tuple[Place, ...]
    phone: str


@dataclass(frozen=True, slots=True)
class Person:
    """An invented buyer."""

    name: str
    email: str
    phone: str
    place: Place
    house: str
    country: Country

    @property
    def address(self) -> str:
        return f"{self.place.street} {self.house}"


BULGARIA: Final = Country(
    "BG",
    "Bulgaria",
    ("Петър", "Иван", "Георги", "Димитър", "Николай", "Стефан", "Борис", "Калоян", "Момчил", "Явор"),
    ("Мария", "Елена", "Десислава", "Калина", "Ралица", "Виолета", "Цветелина", "Радост", "Йоана", "Гергана"),
    (
        "Димитров",
        "Петров",
        "Стоянов",
        "Ангелов",
        "Тодоров",
        "Колев",
        "Бързаков",
        "Лозев",
        "Чалъков",
        "Върбанов",
    ),
    (
        "Димитрова",
        "Петрова",
        "Стоянова",
        "Ангелова",
        "Тодорова",
        "Колева",
        "Бързакова",
        "Лозева",
        "Чалъкова",
        "Върбанова",
    ),
    (
        Place("София", "1000", "ул. Шишман"),
        Place("Пловдив", "4000", "ул. Гладстон"),
        Place("Варна", "9000", "бул. Приморски"),
        Place("Бургас", "8000", "ул. Александровска"),
        Place("Русе", "7000", "ул. Райко Даскалов"),
        Place("Велико Търново", "5000", "ул. Гурко"),
        Place("Смолян", "4700", "ул. Чан"),
        Place("Троян", "5600", "ул. Грънчар"),
    ),
    "+359880000{:03d}",
)
POLAND: Final = Country(
    "PL",
    "Poland",
    ("Piotr", "Łukasz", "Marcin", "Jakub"),
    ("Agnieszka", "Małgorzata", "Zofia", "Hanna"),
    ("Wiśniewski", "Zieliński", "Kamiński", "Dąbrowski"),
    ("Wiśniewska", "Zielińska", "Kamińska", "Dąbrowska"),
    (
        Place("Warszawa", "00-001", "ul. Lipowa"),
        Place("Kraków", "30-001", "ul. Miodowa"),
        Place("Łódź", "90-001", "ul. Zielona"),
    ),
    "+48000000{:03d}",
)
ROMANIA: Final = Country(
    "RO",
    "Romania",
    ("Andrei", "Mihai", "Ștefan"),
    ("Ioana", "Elena", "Mădălina"),
    ("Popescu", "Ionescu", "Stănescu"),
    ("Popescu", "Ionescu", "Stănescu"),
    (Place("București", "010001", "Str. Florilor"), Place("Cluj-Napoca", "400001", "Str. Teilor")),
    "+40000000{:03d}",
)
GERMANY: Final = Country(
    "DE",
    "Germany",
    ("Jürgen", "Matthias", "Lukas"),
    ("Sabine", "Käthe", "Anna"),
    ("Müller", "Schäfer", "Groß"),
    ("Müller", "Schäfer", "Groß"),
    (Place("Berlin", "10115", "Lindenstraße"), Place("München", "80331", "Rosengasse")),
    "+493023125{:03d}",
)
GREECE: Final = Country(
    "GR",
    "Greece",
    ("Νίκος", "Γιώργος"),
    ("Μαρία", "Ελένη"),
    ("Παπάς", "Δήμου"),
    ("Παπά", "Δήμου"),
    (Place("Θεσσαλονίκη", "546 21", "Οδός Ελιάς"), Place("Αθήνα", "105 51", "Οδός Ρόδων")),
    "+30000000{:04d}",
)
BRITAIN: Final = Country(
    "GB",
    "United Kingdom",
    ("Oliver", "Harry"),
    ("Amelia", "Isla"),
    ("Whitfield", "Ashdown"),
    ("Whitfield", "Ashdown"),
    (Place("London", "SW1A 0XX", "Orchard Lane"), Place("Leeds", "LS1 0XX", "Mill Street")),
    "+447700900{:03d}",
)


def person(country: Country, rng: random.Random, serial: int) -> Person:
    """An invented person of that country; ``serial`` (below 1,000) keeps e-mail and phone from repeating."""
    woman = rng.random() < 0.6
    first = rng.choice(country.women if woman else country.men)
    family = rng.choice(country.women_families if woman else country.men_families)
    email = f"{_latin(first) or 'buyer'}.{_latin(family) or 'post'}{serial}@{rng.choice(DOMAINS)}"
    place = rng.choice(country.places)
    house = str(rng.randint(1, 98))
    return Person(f"{first} {family}", email, country.phone.format(serial % 1000), place, house, country)


def _latin(name: str) -> str:
    """The name in plain Latin letters as it stands in an e-mail address; empty for other alphabets."""
    spelled = "".join(_LATIN.get(letter, letter) for letter in name.lower()).translate(_PLAIN)
    return "".join(letter for letter in spelled if letter.isascii() and letter.isalpha())
