"""What the sample warehouse promises: size, groups, codes, barcodes, prices, stock, partners."""

from __future__ import annotations

from collections import Counter

from sync.simulators.sample.files import Row
from sync.simulators.sample.warehouse import KNOWN_BUYERS
from tests.unit.sample.numbers import is_ean, is_eik, is_nip


def test_at_least_300_goods_with_cyrillic_names(goods: list[Row]) -> None:
    assert len(goods) == 312
    assert len({row["Name"] for row in goods}) == 312
    assert all(any("а" <= letter <= "я" for letter in row["Name"].lower()) for row in goods)


def test_groups_stand_in_three_levels(sample: Row, goods: list[Row]) -> None:
    codes = {row["ID"]: row["Code"] for row in sample["GoodsGroups"]}
    assert Counter(len(code) for code in codes.values()).keys() == {3, 6, 9}
    assert all(code[:-3] in codes.values() for code in codes.values() if len(code) > 3)
    assert all(len(codes[row["GroupID"]]) == 9 for row in goods)


def test_barcodes_are_valid_and_mostly_bulgarian(goods: list[Row]) -> None:
    main = [row["BarCode1"] for row in goods if "BarCode1" in row]
    lists = [code for row in goods for code in row.get("BarCode3", "").split(",") if code]
    second = [row["BarCode2"] for row in goods if "BarCode2" in row and "W" not in row["BarCode2"]]
    assert all(is_ean(code) for code in (*main, *lists, *second))
    assert sum(code.startswith("380") for code in main) > 0.8 * len(main)
    assert len(lists) > 30
    assert len(second) > 10
    assert any(code.startswith("0") for code in main)
    assert [code for code, count in Counter(main).items() if count > 1] != []


def test_three_vat_groups_are_used(goods: list[Row]) -> None:
    assert Counter(row["TaxGroup"] for row in goods).keys() == {1, 2, 3}


def test_awkward_goods_are_there(sample: Row, goods: list[Row]) -> None:
    codes = Counter(row.get("Code", "") for row in goods)
    assert codes["10482"] == codes["30551"] == 2
    assert codes["90007"] == 3
    assert codes[""] == 3
    assert sum("BarCode1" not in row for row in goods) > 5
    assert sum("PriceOut2" not in row for row in goods) == 2
    assert sum(bool(row.get("Deleted")) for row in sample["Goods"]) == 5
    assert sum(row.get("Type") == 8 for row in sample["Goods"]) == 9
    assert any("W" in row.get("BarCode2", "") for row in goods)
    assert any(row.get("Code", "").startswith("00") for row in goods)
    assert sum(row["Name"].startswith("Тениска „Калина“") for row in goods) == 12


def test_price_groups_are_filled(goods: list[Row]) -> None:
    priced = [row for row in goods if row.get("PriceOut2") and row["TaxGroup"] != 3]
    assert all(0 < row["PriceIn"] < row["PriceOut1"] < row["PriceOut2"] for row in priced)
    assert 50 < sum("PriceOut3" in row for row in goods) < 250


def test_stock_lies_in_four_objects_with_fractions_and_a_negative(sample: Row, goods: list[Row]) -> None:
    assert [row["ID"] for row in sample["Objects"]] == [2, 3, 4, 5]
    amounts = [(row, place, amount) for row in goods for place, amount in row.get("stock", {}).items()]
    assert {place for _, place, _ in amounts} == {"2", "3", "4", "5"}
    assert all(row["Measure1"] == "кг." for row, _, amount in amounts if amount != int(amount))
    assert sum(amount != int(amount) for _, _, amount in amounts) > 20
    assert sum(amount < 0 for _, _, amount in amounts) == 1
    assert sum("stock" not in row for row in goods) > 5


def test_partners_with_and_without_company_numbers(sample: Row) -> None:
    partners = sample["Partners"]
    typed = [row["Bulstat"] for row in partners if "Bulstat" in row]
    numbers = [number.removeprefix("BG") for number in typed]
    valid = [number for number in numbers if is_eik(number)]
    assert {len(number) for number in valid} == {9, 13}
    assert sum(is_nip(number) for number in numbers) == 1
    assert [number for number in numbers if not is_eik(number) and not is_nip(number)] == ["9" * 15]
    assert any(number.startswith("BG") for number in typed)
    assert sum("Bulstat" not in row for row in partners) >= len(KNOWN_BUYERS)
    shared = Counter(row["eMail"].lower() for row in partners if "eMail" in row)
    assert sorted(shared.values())[-2:] == [2, 2]
    assert sum(bool(row.get("Deleted")) for row in partners) == 1
