"""Which products of the sample account are the awkward ones, and what the Polish offer is called."""

from __future__ import annotations

from typing import Final

BY_EAN_ONLY: Final = 16
BY_NAME_ONLY: Final = 8
LOOK_ALIKE: Final = ("КА-118", "КА-119", "ТО-204", "ТО-206", "ВР-031", "ВР-033", "НС-077", "НС-078", "НС-081")
"""Cyrillic codes whose SKU in the shop is typed in Latin letters."""
LATIN_TWINS: Final = str.maketrans("АВЕКМНОРСТХ", "ABEKMHOPCTX")
SKU_BY_CODE: Final = {
    "00417": "417",
    "00418": "418",
    "20145": " 20145",
    "20146": "20146 ",
    "44210\u00a0": "44210",
    "sh-62101": "SH-62101",
    "sh-62102": "SH-62102",
}
"""Codes that the shop writes with other zeros, spaces or capitals; their products have no barcode."""
TWELVE_DIGITS: Final = "Масло за тяло арган 100 мл"
AMBIGUOUS_CODES: Final = ("10482", "30551", "90007")
SHARED_BARCODE: Final = "Мед акациев 400 г"
DOUBLED_SKUS: Final = ("11012", "20310")
DELETED_BUT_SOLD: Final = ("10499", "20131")
WITHOUT_ANY_CODE: Final = {
    "Картичка „Благодаря“": "Картичка Благодаря, ръчна",
    "Картичка „Честит имен ден“": "Картичка имен ден",
    "Точилка, бук": "Точилка за баница",
}
UNKNOWN_PRODUCTS: Final = (
    ("95001", "Плетена кошница", "18.90"),
    ("95002", "Керамичен чайник 800 мл", "27.50"),
    ("95003", "Цедка за чай", "3.20"),
    ("95004", "Дървена поставка за чаши", "5.40"),
    ("95005", "Ленена торба за хляб", "8.80"),
    ("95006", "Мед с прополис 250 г", "7.70"),
    ("95007", "Свещник, ковано желязо", "15.00"),
    ("", "Календар 2027 „Билки“", "6.00"),
    ("95009", "Адвентен венец", "32.00"),
)
BUNDLES: Final = (
    ("БНД-01", "Пакет „Три билки“", ("10470", "10476", "10480")),
    ("БНД-02", "Пакет „Кафе за двама“", ("11010", "42110")),
)
MANUFACTURERS: Final = (
    "Калина Дом",
    "Родопска билка",
    "Пчелин Горун",
    "Керамика Орешак",
    "Тъкачница Вълна",
    "Дърводелница Явор",
)
POLISH_NAMES: Final = {
    "10470": "Herbata ziołowa „Macierzanka” 50 g",
    "10472": "Herbata ziołowa „Lipa” 50 g",
    "10474": "Herbata ziołowa „Melisa” 50 g",
    "10476": "Herbata ziołowa „Mięta” 50 g",
    "10478": "Herbata ziołowa „Rumianek” 50 g",
    "10480": "Herbata ziołowa „Dzika róża” 50 g",
    "10484": "Herbata ziołowa „Oregano” 50 g",
    "10488": "Herbata ziołowa „Gojnik” 50 g",
    "20115": "Miód lipowy 400 g",
    "20119": "Miód słonecznikowy 400 g",
    "20121": "Miód spadziowy 400 g",
    "20123": "Miód ziołowy 400 g",
    "20140": "Konfitura z białych czereśni 360 g",
    "20141": "Konfitura z fig 360 g",
    "20143": "Konfitura z płatków róży 360 g",
    "20330": "Lokum z różą 250 g",
    "20331": "Lokum z orzechem 250 g",
    "30546": "Mydło z lawendą 90 g",
    "30547": "Mydło z olejkiem różanym 90 g",
    "30632": "Woda różana 500 ml",
    "30730": "Olejek eteryczny z lawendy 10 ml",
    "30731": "Olejek eteryczny z róży 10 ml",
    "42110": "Kubek ceramiczny „Troyan” 300 ml",
    "42210": "Talerz 20 cm, ceramika z Trojanu",
}
