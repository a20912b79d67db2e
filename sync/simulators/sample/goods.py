"""The goods of the sample shop, with the awkward ones that every real warehouse has.

Awkward on purpose: two and three goods with one code, two with one barcode, goods without any code, a price
of 0, fractions of a kilogram, a negative stock, a barcode that is a scale's pattern, a 12-digit code written
with a zero in front, and goods that were deleted.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from sync.simulators.sample.assortment import KILOGRAM, PIECE, STANDARD_VAT, ZERO_VAT, Family
from sync.simulators.sample.assortment_care import CARE, CARE_GROUPS
from sync.simulators.sample.assortment_food import FOOD, FOOD_GROUPS
from sync.simulators.sample.assortment_home import HOME, HOME_GROUPS
from sync.simulators.sample.check_digits import with_ean_digit

CENTRE, MLADOST, STOREHOUSE, ONLINE = 2, 3, 4, 5
OBJECT_NAMES: Final = {
    CENTRE: "Магазин Център",
    MLADOST: "Магазин Младост",
    STOREHOUSE: "Склад",
    ONLINE: "Онлайн",
}

SERVICE_GROUP: Final = "AAZ"
GROUPS: Final[dict[str, str]] = dict(
    sorted({**FOOD_GROUPS, **CARE_GROUPS, **HOME_GROUPS, SERVICE_GROUP: "Услуги"}.items())
)
FIRST_GROUP_ID: Final = 2
GROUP_IDS: Final = {code: FIRST_GROUP_ID + place for place, code in enumerate(GROUPS)}

SERVICE_TYPE: Final = 8
FIRST_GOOD_ID: Final = 2
CENT: Final = Decimal("0.01")
NO_BREAK_SPACE: Final = chr(0xA0)

COMPANY_PREFIX: Final = "380999"
IMPORT_PREFIXES: Final = ("400999", "520999", "590999")


@dataclass(frozen=True, slots=True)
class Good:
    """One good. Prices in euro with VAT; ``stock`` by object in the good's measure."""

    id: int
    code: str
    name: str
    group: str
    vat: int
    measure: str
    price_in: Decimal
    wholesale: Decimal
    retail: Decimal
    loyal: Decimal
    weight: Decimal
    barcode: str = ""
    second_barcode: str = ""
    further_barcodes: tuple[str, ...] = ()
    stem: str = ""
    stock: dict[int, Decimal] = field(default_factory=dict)
    service: bool = False
    deleted: bool = False


def build_goods(rng: random.Random) -> list[Good]:
    """All goods of the sample in the order of their ids: the assortment, the awkward ones, services,
    deleted ones.
    """
    drafts = [*_assortment(rng), *_same_code_or_barcode(), *_free_of_charge(), *_services(), *_deleted()]
    goods = [replace(draft, id=FIRST_GOOD_ID + place) for place, draft in enumerate(drafts)]
    return [_with_stock(good, rng) for good in _with_codes_spoiled(_with_barcodes(goods, rng))]


def rounded(amount: Decimal) -> Decimal:
    """To cents, half up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def _assortment(rng: random.Random) -> Iterator[Good]:
    for family in (*FOOD, *CARE, *HOME):
        number = family.first_code
        for kind in family.kinds:
            dearer = Decimal(rng.choice((95, 100, 100, 105, 110, 120))) / 100
            for each in family.sizes:
                name = " ".join(family.pattern.format(kind=kind, size=each.text).split())
                retail = _price_tag(each.price * dearer) if family.vat != ZERO_VAT else each.price
                code = f"{family.prefix}{number:03d}" if family.prefix else str(number)
                yield _good(name, code, family, retail, each.weight)
                number += 1


def _good(name: str, code: str, family: Family, retail: Decimal, weight: Decimal) -> Good:
    net = retail / (1 + Decimal(family.vat) / 100)
    costs = family.vat != ZERO_VAT  # a voucher costs the shop nothing
    return Good(
        id=0,
        code=code,
        name=name,
        group=family.group,
        vat=family.vat,
        measure=family.measure,
        price_in=rounded(net * Decimal("0.58")) if costs else Decimal(0),
        wholesale=rounded(retail * Decimal("0.82")) if costs else Decimal(0),
        retail=retail,
        loyal=rounded(retail * Decimal("0.93")) if costs and family.first_code % 3 == 0 else Decimal(0),
        weight=weight,
        stem=family.variants,
    )


def _price_tag(price: Decimal) -> Decimal:
    """A price as shops write it: to 10 cents."""
    return price.quantize(Decimal("0.1"), ROUND_HALF_UP).quantize(CENT)


def _single(name: str, code: str, group: str, retail: str, *, vat: int = STANDARD_VAT) -> Good:
    return _good(name, code, Family(group, 1, name, (), (), vat=vat), Decimal(retail), Decimal("0.1"))


def _same_code_or_barcode() -> Iterator[Good]:
    yield _single("Билков чай „Лавандула“ 50 г (стара опаковка)", "10482", "AAAAAAAAA", "4.20")
    yield _single("Сапун с мащерка, мостра", "30551", "AABAAAAAA", "1.00")
    yield _single("Подаръчна кутия, малка, Коледа", "90007", "AAEAAAAAA", "2.60")
    yield _single("Подаръчна кутия, малка, стара", "90007", "AAEAAAAAA", "1.90")
    yield _single("Мед акациев 400 г, подаръчен буркан", "20190", "AAAAACAAA", "7.90")
    yield _single("Подаръчна торбичка, крафт", "90031", "AAEAAAAAB", "0.90")


def _free_of_charge() -> Iterator[Good]:
    yield _single("Мостра чай „Мащерка“ 5 г", "90041", "AAEAAAAAB", "0")
    yield _single("Рекламна торбичка", "90042", "AAEAAAAAB", "0")


def _services() -> Iterator[Good]:
    """Goods for what an order holds beside products, one for each VAT group, so that each part keeps its
    rate.
    """
    for name, code in (("Доставка", "ДОСТ"), ("Отстъпка", "ОТСТ"), ("Такса", "ТАКСА")):
        for vat in (20, 9, 0):
            good = _single(f"{name} {vat} %", f"{code}-{vat}", SERVICE_GROUP, "0", vat=vat)
            yield replace(good, service=True, weight=Decimal(0))


def _deleted() -> Iterator[Good]:
    for name, code, group, retail in (
        ("Билков чай „Глог“ 50 г", "10499", "AAAAAAAAA", "4.70"),
        ("Мед мащерков 400 г", "20131", "AAAAACAAA", "9.80"),
        ("Ароматна свещ „Диня“ 180 г", "40119", "AACAAAAAB", "8.90"),
        ("Картичка „Честита Баба Марта“", "70319", "AADAABAAB", "1.60"),
        ("Керамична чаша „Лале“ 300 мл", "42119", "AACAACAAA", "7.80"),
    ):
        yield replace(_single(name, code, group, retail), deleted=True)


def _with_barcodes(goods: list[Good], rng: random.Random) -> list[Good]:
    """Gives barcodes: most goods one, some a second, some a list in the third field, hand-made goods none."""
    coded = []
    for good in goods:
        if good.service or good.group in ("AACAACAAC", "AAEAACAAA") or good.retail == 0:
            coded.append(good)
            continue
        prefix = rng.choice(IMPORT_PREFIXES) if rng.random() < 0.08 else COMPANY_PREFIX
        barcode = with_ean_digit(f"{prefix}{good.id:06d}")
        if good.measure == KILOGRAM:
            coded.append(replace(good, barcode=barcode, second_barcode=f"28{good.code}WWWWWC"))
        elif good.id % 11 == 0:
            further = tuple(
                with_ean_digit(f"{COMPANY_PREFIX}{good.id * 10 + place:06d}") for place in (1, 2, 3)
            )
            second = with_ean_digit(f"{COMPANY_PREFIX}9{good.id:05d}")
            coded.append(replace(good, barcode=barcode, second_barcode=second, further_barcodes=further))
        else:
            coded.append(replace(good, barcode=barcode))
    return coded


def _with_codes_spoiled(goods: list[Good]) -> list[Good]:
    """The slips of real warehouses: a shared barcode, goods without any code, an American 12-digit code,
    spaces.
    """
    by_name = {good.name: good for good in goods}
    honey = by_name["Мед акациев 400 г"]
    changes: dict[str, dict[str, str]] = {
        "Мед акациев 400 г, подаръчен буркан": {"barcode": honey.barcode},
        "Картичка „Благодаря“": {"code": "", "barcode": ""},
        "Картичка „Честит имен ден“": {"code": "", "barcode": ""},
        "Точилка, бук": {"code": "", "barcode": ""},
        "Масло за тяло арган 100 мл": {"barcode": with_ean_digit("001234599901")},
        "Шал мерино, син": {"code": "sh-62101"},
        "Шал мерино, бордо": {"code": "sh-62102"},
        "Розова вода 100 мл": {"code": "00417"},
        "Розова вода 200 мл": {"code": "00418"},
        "Сода бикарбонат 500 г": {"code": f"44210{NO_BREAK_SPACE}"},
    }
    return [_changed(good, changes.get(good.name, {})) for good in goods]


def _changed(good: Good, change: dict[str, str]) -> Good:
    return replace(good, code=change.get("code", good.code), barcode=change.get("barcode", good.barcode))


def _with_stock(good: Good, rng: random.Random) -> Good:
    if good.service or good.deleted:
        return good
    if rng.random() < 0.07:
        return good
    scale = Decimal(1) if good.measure == PIECE else Decimal("0.15")
    most = {CENTRE: 24, MLADOST: 14, STOREHOUSE: 110, ONLINE: 8}
    stock: dict[int, Decimal] = {}
    for place, limit in most.items():
        amount = Decimal(rng.randrange(limit + 1)) * scale
        if good.measure == KILOGRAM and amount:
            amount += Decimal(rng.randrange(1000)) / 1000
        if amount:
            stock[place] = amount
    if good.name == "Сапун с канела":
        stock[MLADOST] = Decimal(-2)
    return replace(good, stock=stock)
