"""A small account to start from: what a fresh shop would have before its first order and product."""

from __future__ import annotations

from sync.simulators.baselinker.account import Account

SAMPLE_ACCESS = "1-23-SIMULATED"  # opens nothing but the simulator
NEW, PAID, SENT, DELIVERED, CANCELLED = 101, 102, 103, 104, 105


def small_account(token: str = SAMPLE_ACCESS, language: str = "pl", currency: str = "PLN") -> Account:
    """One catalogue with a warehouse and a price group, five statuses, number series, no goods and no orders.

    ``currency`` is that of the price group (gross prices). Ids: inventory 307, warehouse ``bl_205``,
    read-only shop warehouse ``shop_2334``, price group 105, statuses 101 to 105, series 15 (invoices), 16
    (corrections), 17 (receipts).
    """
    names = {
        "pl": ("Nowe zamówienia", "Opłacone", "Wysłane", "Dostarczone", "Anulowane"),
        "bg": ("Нови поръчки", "Платени", "Изпратени", "Доставени", "Отказани"),
        "en": ("New orders", "Paid", "Sent", "Delivered", "Cancelled"),
    }[language]
    types = (0, 2, 3, 4, 5)
    colours = ("#4c4cff", "#20a020", "#c08000", "#808080", "#c02020")
    return Account(
        tokens=[token],
        statuses=[
            {
                "id": NEW + place,
                "name": name,
                "name_for_customer": name,
                "color": colours[place],
                "type": kind,
            }
            for place, (name, kind) in enumerate(zip(names, types, strict=True))
        ],
        sources={"personal": {"0": "In person / by phone"}, "shop": {"2334": "Shop"}},
        order_extra_fields=[
            {"extra_field_id": 135, "name": "Warehouse document", "editor_type": "text"},
            {"extra_field_id": 172, "name": "Gift", "editor_type": "select", "options": ["yes", "no"]},
        ],
        inventories=[
            {
                "inventory_id": 307,
                "name": "Default",
                "description": "",
                "languages": [language],
                "default_language": language,
                "price_groups": [105],
                "default_price_group": 105,
                "warehouses": ["bl_205", "shop_2334"],
                "default_warehouse": "bl_205",
                "reservations": False,
                "is_default": True,
            }
        ],
        warehouses=[
            {
                "warehouse_type": "bl",
                "warehouse_id": 205,
                "name": "Main warehouse",
                "description": "",
                "stock_edition": True,
                "is_default": True,
            },
            {
                "warehouse_type": "shop",
                "warehouse_id": 2334,
                "name": "Shop",
                "description": "",
                "stock_edition": False,
                "is_default": False,
            },
        ],
        price_groups=[
            {
                "price_group_id": 105,
                "name": "Retail",
                "description": "",
                "currency": currency,
                "is_default": True,
            }
        ],
        series=[
            {"id": "15", "type": "INVOICE", "name": "Invoices", "format": "%N/%M/%Y"},
            {"id": "16", "type": "CORRECTION", "name": "Corrections", "format": "K/%N/%M/%Y"},
            {"id": "17", "type": "RECEIPT", "name": "Receipts", "format": "P/%N/%M/%Y"},
        ],
        document_series=[
            {
                "document_series_id": 1 + kind,
                "name": f"{short} main warehouse",
                "document_type": kind,
                "warehouse_id": 205,
                "format": f"%N/%M/%Y/{short}",
            }
            for kind, short in enumerate(("GR", "IGR", "GI", "IGI", "IT", "OB"))
        ],
    )
