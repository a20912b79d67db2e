"""The sample warehouse as it stands in the file: tables of Warehouse Pro, only the columns that are not
blank.

Money in euro with VAT. Rows that every warehouse has from the start (the ones with ID 1, payment types 1 to
4) are not here: they come with the embedded warehouse itself, as do the VAT groups (1: 20 %, 2: 9 %, 3: 0 %),
the user Mostik, the euro and the lev.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from sync.simulators.sample.check_digits import eik
from sync.simulators.sample.files import Row, number
from sync.simulators.sample.firms import CUSTOMERS, POLISH_SHOP, SUPPLIERS, Firm
from sync.simulators.sample.goods import GROUP_IDS, GROUPS, OBJECT_NAMES, SERVICE_TYPE, Good

TRUE: Final = -1
OWN_COMPANY: Final = "Калина Дом ЕООД"
VAT_GROUP_IDS: Final = {20: 1, 9: 2, 0: 3}
KNOWN_BUYERS: Final = (20, 40, 63, 74, 99, 131, 155, 205, 214, 241)
"""Places of orders whose private buyers the warehouse knows already, by e-mail."""
_CUSTOMER_GROUP, _SUPPLIER_GROUP, _PRIVATE_GROUP = 2, 3, 4
_SHOPS_GROUP, _STORES_GROUP = 2, 3


def build_warehouse(goods: list[Good], orders: list[Row]) -> Row:
    """The whole content of warehouse.json. ``orders`` lend some of their buyers as partners."""
    return {
        "about": {
            "what": "Калина Дом, an invented Bulgarian shop. Written by `python -m sync.simulators.sample`.",
            "columns": "Named as in Warehouse Pro; what is left out is blank. stock: by object ID.",
            "prices": "EUR, with VAT; PriceIn without",
        },
        "Currencies": _currencies(),
        "CurrenciesHistory": [
            {"CurrencyID": 3, "ExchangeRate": 0.23529, "Date": "2026-11-02", "UserID": 3},
            {"CurrencyID": 3, "ExchangeRate": 0.23585, "Date": "2026-11-16", "UserID": 3},
        ],
        "PaymentTypes": [
            {"ID": 5, "Name": "Пощенски паричен превод", "PaymentMethod": 2},
            {"ID": 6, "Name": "PayPal", "PaymentMethod": 2},
        ],
        "Registration": _registration(),
        "UsersGroups": [{"ID": 2, "Code": "AAA", "Name": "Магазини"}],
        "Users": _users(),
        "ObjectsGroups": [
            {"ID": _SHOPS_GROUP, "Code": "AAA", "Name": "Магазини"},
            {"ID": _STORES_GROUP, "Code": "AAB", "Name": "Складове"},
        ],
        "Objects": _objects(),
        "PartnersGroups": [
            {"ID": _CUSTOMER_GROUP, "Code": "AAA", "Name": "Клиенти, фирми"},
            {"ID": _SUPPLIER_GROUP, "Code": "AAB", "Name": "Доставчици"},
            {"ID": _PRIVATE_GROUP, "Code": "AAC", "Name": "Клиенти, частни лица"},
        ],
        "Partners": _partners(orders),
        "GoodsGroups": [{"ID": GROUP_IDS[code], "Name": name, "Code": code} for code, name in GROUPS.items()],
        "Goods": [_good(good) for good in goods],
    }


def _currencies() -> list[Row]:
    """Beside euro and leva: the zloty with dated rates. The leu has none, so its orders wait and say so."""
    return [
        {"ID": 3, "Currency": "PLN", "Description": "Полска злота", "ExchangeRate": 0.23585},
    ]


def _registration() -> Row:
    """The shop's own firm: the first row of its table, which is there already."""
    own_number = eik(1)
    return {
        "Code": "1",
        "Company": OWN_COMPANY,
        "MOL": "Калина Върбанова",
        "City": "Троян",
        "Address": "ул. Грънчар 12",
        "Phone": "+35967000012",
        "eMail": "magazin@kalina-dom.example",
        "TaxNo": f"BG{own_number}",
        "Bulstat": own_number,
    }


def _users() -> list[Row]:
    return [
        {"ID": 3, "Code": "2", "Name": "Калина Върбанова", "UserLevel": 3, "GroupID": 2},
        {"ID": 4, "Code": "3", "Name": "Мария Колева", "UserLevel": 0, "GroupID": 2},
        {"ID": 5, "Code": "4", "Name": "Онлайн поръчки", "UserLevel": 1, "GroupID": 2},
        {"ID": 6, "Code": "5", "Name": "Иван Лозев", "UserLevel": 0, "GroupID": 2, "Deleted": TRUE},
    ]


def _objects() -> list[Row]:
    return [
        {
            "ID": ident,
            "Code": str(ident),
            "Name": name,
            "GroupID": _SHOPS_GROUP if name.startswith("Магазин") else _STORES_GROUP,
        }
        for ident, name in OBJECT_NAMES.items()
    ]


def _partners(orders: list[Row]) -> list[Row]:
    rows = [_firm(firm, _CUSTOMER_GROUP) for firm in (*CUSTOMERS, POLISH_SHOP)]
    rows += [_firm(firm, _SUPPLIER_GROUP) for firm in SUPPLIERS]
    rows[1] |= {"PriceGroup": 0, "Discount": 5, "PaymentDays": 14}  # a café that buys at wholesale prices
    rows[3]["Bulstat"] = f"BG{rows[3]['Bulstat']}"  # typed with the letters of a VAT number
    rows += [_private(orders[place]) for place in KNOWN_BUYERS]
    rows += [_walk_in(name) for name in ("Клиент на дребно", "Онлайн клиент", "Пазар Троян")]
    rows.append(
        {"Company": "Стар клиент ООД", "Bulstat": eik(190), "GroupID": _CUSTOMER_GROUP, "Deleted": TRUE}
    )
    rows.append({"Company": "Частно лице", "Bulstat": "9" * 15, "GroupID": _PRIVATE_GROUP})
    twin = next(row for row in rows if row["Company"] == rows[len(CUSTOMERS) + len(SUPPLIERS) + 1]["Company"])
    rows.append(
        {
            "Company": "Семейство " + twin["Company"].split()[-1],
            "eMail": twin["eMail"],
            "GroupID": _PRIVATE_GROUP,
        }
    )
    return [{"ID": 2 + place, "Code": str(2 + place), **row} for place, row in enumerate(rows)]


def _firm(firm: Firm, group: int) -> Row:
    return {
        "Company": firm.name,
        "MOL": firm.contact,
        "City": firm.city,
        "Address": firm.address,
        "Phone": firm.phone,
        "eMail": firm.email,
        "TaxNo": firm.vat_number,
        "Bulstat": firm.number,
        "GroupID": group,
    }


def _private(order: Row) -> Row:
    return {
        "Company": order["invoice_fullname"],
        "City": order["invoice_city"],
        "Address": order["invoice_address"],
        "Phone": order["phone"],
        "eMail": order["email"].upper() if order["order_id"] % 2 else order["email"],
        "GroupID": _PRIVATE_GROUP,
    }


def _walk_in(name: str) -> Row:
    return {"Company": name, "GroupID": _PRIVATE_GROUP}


def _good(good: Good) -> Row:
    row: Row = {
        "ID": good.id,
        "Code": good.code,
        "BarCode1": good.barcode,
        "BarCode2": good.second_barcode,
        "BarCode3": ",".join(good.further_barcodes),
        "Name": good.name,
        "Measure1": good.measure,
        "PriceIn": number(good.price_in),
        "PriceOut1": number(good.wholesale),
        "PriceOut2": number(good.retail),
        "PriceOut3": number(good.loyal),
        "MinQtty": 2 if good.retail > 10 and not good.service else 0,
        "Type": SERVICE_TYPE if good.service else 0,
        "TaxGroup": VAT_GROUP_IDS[good.vat],
        "GroupID": GROUP_IDS[good.group],
        "Deleted": TRUE if good.deleted else 0,
        "stock": {str(place): number(Decimal(amount)) for place, amount in good.stock.items()},
    }
    return {name: value for name, value in row.items() if value not in ("", 0, {})}
