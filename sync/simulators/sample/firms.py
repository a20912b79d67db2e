"""Invented firms that buy in the sample shop or deliver to it. Their numbers have right check digits and
no owner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sync.simulators.sample.check_digits import branch_eik, eik, nip


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm: ``number`` is its ЕИК or NIP, ``vat_number`` the one with the country's letters, or empty."""

    name: str
    number: str
    vat_number: str
    contact: str
    city: str
    postcode: str
    address: str
    email: str
    phone: str


def _bulgarian(
    serial: int, name: str, contact: str, city: str, postcode: str, address: str, box: str, vat: bool = True
) -> Firm:
    number = eik(serial)
    phone = f"+3592000{serial:04d}"
    return Firm(
        name, number, f"BG{number}" if vat else "", contact, city, postcode, address, f"{box}.example", phone
    )


def _polish(serial: int, name: str, contact: str, city: str, postcode: str, address: str, box: str) -> Firm:
    number = nip(serial)
    return Firm(
        name,
        number,
        f"PL{number}",
        contact,
        city,
        postcode,
        address,
        f"{box}.example",
        f"+4822000{serial % 10000:04d}",
    )


RILA_GARDEN: Final = _bulgarian(
    101, "Рила Градина ЕООД", "Радост Лозева", "Дупница", "2600", "ул. Николаевска 4", "office@rilagradina"
)
CAFE_LIPA: Final = _bulgarian(
    102, "Кафе Липа ООД", "Борис Чалъков", "Пловдив", "4000", "ул. Капана 11", "poruchki@kafelipa"
)
HOTEL_YAVOR: Final = _bulgarian(
    103, "Хотел Явор АД", "Цветелина Върбанова", "Банско", "2770", "ул. Пирин 80", "dostavki@hotelyavor"
)
SMALL_TRADER: Final = _bulgarian(
    104,
    "ЕТ Момчил Бързаков",
    "Момчил Бързаков",
    "Троян",
    "5600",
    "ул. Грънчар 3",
    "momchil@etbarzakov",
    vat=False,
)
YAVOR_BRANCH: Final = Firm(
    "Хотел Явор АД, клон Варна",
    branch_eik(HOTEL_YAVOR.number, 17),
    HOTEL_YAVOR.vat_number,
    "Йоана Колева",
    "Варна",
    "9000",
    "бул. Приморски 2",
    "dostavki@hotelyavor.example",
    "+35952000017",
)
HERB_HOUSE: Final = _bulgarian(
    105, "Родопска билка ООД", "Калина Тодорова", "Смолян", "4700", "ул. Чан 9", "prodazhbi@rodopskabilka"
)
BEE_YARD: Final = _bulgarian(
    106, "Пчелин Горун ЕООД", "Явор Петров", "Котел", "8970", "ул. Изворска 1", "med@gorun"
)
CANDLE_WORKS: Final = _bulgarian(
    107, "Восъчна работилница ООД", "Елена Колева", "Габрово", "5300", "ул. Опълченска 22", "svesti@vosak"
)
COURIER: Final = _bulgarian(
    108, "Куриер Стрела АД", "Стефан Ангелов", "София", "1528", "ул. Летищна 7", "smetki@strela"
)
SCHOOL: Final = _bulgarian(
    109, "Детска градина „Слънце“", "Гергана Стоянова", "Русе", "7000", "ул. Дунав 5", "dg@slance", vat=False
)
POLISH_SHOP: Final = _polish(
    410201,
    "Ziołowy Zakątek Sp. z o.o.",
    "Zofia Dąbrowska",
    "Kraków",
    "30-001",
    "ul. Miodowa 18",
    "biuro@zakatek",
)
POLISH_TEA_ROOM: Final = _polish(
    520377,
    "Herbaciarnia Pod Lipą s.c.",
    "Jakub Kamiński",
    "Łódź",
    "90-001",
    "ul. Zielona 6",
    "lipa@herbaciarnia",
)

CUSTOMERS: Final = (RILA_GARDEN, CAFE_LIPA, HOTEL_YAVOR, SMALL_TRADER, YAVOR_BRANCH, SCHOOL)
SUPPLIERS: Final = (HERB_HOUSE, BEE_YARD, CANDLE_WORKS, COURIER)
