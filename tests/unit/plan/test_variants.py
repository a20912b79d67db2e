"""Goods of one code as variants of one product."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model import Product
from sync.plan.compared_goods import compared_goods
from sync.plan.variants import find_variants, read_option
from sync.profile import SkuField


def _good(number: int, name: str, *catalogs: str, code: str = "T-1", **more: object) -> Product:
    return Product(number, code, name, catalogs=catalogs, **more)  # type: ignore[arg-type]  # a short way


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("Размер-M", ("Размер", "M")),
        ("  Размер  —  M ", ("Размер", "M")),
        ("Размер –M", ("Размер", "M")),
        ("Цвят\u00a0-\u00a0тъмно  син", ("Цвят", "тъмно син")),
        ("Размер-10-12", ("Размер", "10-12")),
        ("Размер", None),
        ("Размер-", None),
        ("-M", None),
        ("2.5", None),
        ("", None),
    ],
)
def test_the_first_hyphen_divides(text: str, option: tuple[str, str] | None) -> None:
    assert read_option(text) == option


def test_goods_of_one_code_are_variants_of_one_product() -> None:
    found = find_variants(
        [
            _good(5, "Тениска размер M, синя", "Размер-M", "Цвят-Син"),
            _good(4, "Тениска размер L, синя", "цвят – Син", "Размер - L"),
            _good(6, "Чаша", "Размер-M", code="1001"),
        ]
    )
    assert found.doubts == {}
    assert set(found.of) == {4, 5}
    assert list(found.of[5].options.items()) == [("цвят", "Син"), ("Размер", "M")]
    assert list(found.of[4].options.items()) == [("цвят", "Син"), ("Размер", "L")]
    assert {variant.name for variant in found.of.values()} == {"Тениска"}
    assert {variant.family for variant in found.of.values()} == {"t-1"}


@pytest.mark.parametrize(
    ("names", "product"),
    [
        (("Блуза M", "Блуза L"), "Блуза"),
        (("Блуза - M", "Блуза - L"), "Блуза"),
        (("Блуза", "Блуза"), "Блуза"),
        (("блуза Лято, M", "Блуза Лято, L"), "блуза Лято"),
        (("M блуза", "L блуза"), "блуза"),
        (("M", "L"), "M"),
    ],
)
def test_the_name_of_the_product(names: tuple[str, str], product: str) -> None:
    found = find_variants([_good(1, names[0], "Размер-M"), _good(2, names[1], "Размер-L")])
    assert found.of[1].name == found.of[2].name == product


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (("",), ("Размер-M",), "2 goods have the code T-1, and not each says"),
        (("Размер-M",), ("Цвят-Син",), "do not all have the same kinds"),
        (("Размер-M", "размер-L"), ("Размер-S", "Размер-XL"), "do not all have the same kinds"),
        (("Размер-M",), ("Размер - m",), "are the same variant: m."),
    ],
)
def test_what_is_not_well_formed_stays_ambiguous(
    first: tuple[str, ...], second: tuple[str, ...], told: str
) -> None:
    found = find_variants([_good(1, "A", *first), _good(2, "B", *second)])
    assert found.of == {}
    assert set(found.doubts) == {1, 2}
    assert told in found.doubts[1].text()


def test_the_field_of_the_weight_says_no_variant() -> None:
    goods = [_good(1, "A", "Размер-M", "Тегло-2"), _good(2, "B", "Размер-L", "")]
    assert find_variants(goods).of == {}
    assert set(find_variants(goods, weight_from=2).of) == {1, 2}


def test_services_and_goods_without_a_code_are_no_variants() -> None:
    goods = [_good(number, "A", f"Размер-{number}", code=" ") for number in (1, 2)]
    services = [_good(number, "A", f"Размер-{number}", service=True) for number in (3, 4)]
    assert find_variants([*goods, *services]) == find_variants([])


_texts = st.sampled_from(
    ["", "Размер-M", "Размер – L", "размер-m", "Цвят-Син", "Цвят - Бял", "цвят-син", "2.5", "-", "Цвят-"]
)
_many = st.lists(
    st.builds(
        lambda number, code, name, catalogs: Product(number, code, name, catalogs=tuple(catalogs)),
        st.integers(2, 60),
        st.sampled_from(["", "A", "a ", "B"]),
        st.sampled_from(["Блуза M", "Блуза", "", "Риза"]),
        st.lists(_texts, min_size=3, max_size=3),
    ),
    max_size=8,
    unique_by=lambda good: good.id,
)


@given(_many, st.randoms(use_true_random=False))
def test_every_family_holds_together(goods: list[Product], random: object) -> None:
    found = find_variants(goods)
    assert not set(found.of) & set(found.doubts)
    families: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for variant in found.of.values():
        kinds, values = tuple(variant.options), tuple(variant.options.values())
        assert 1 <= len(kinds) <= 3
        families.setdefault(variant.family, []).append((kinds, values))
    for members in families.values():
        assert len(members) > 1
        assert len({kinds for kinds, _ in members}) == 1, "one order of kinds"
        folded = [tuple(value.casefold() for value in values) for _, values in members]
        assert len(set(folded)) == len(folded), "no variant twice"
    shuffled = list(goods)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands out a Random
    assert find_variants(shuffled) == found


@given(_many)
def test_a_good_that_comes_later_changes_nothing_of_a_family_that_holds(goods: list[Product]) -> None:
    before = find_variants(goods)
    later = find_variants([*goods, Product(99, "A", "Нова", catalogs=("Цвят-Червен", "", ""))])
    for good, variant in before.of.items():
        if good in later.of:
            assert tuple(later.of[good].options.items()) == tuple(variant.options.items())


@given(_many, st.sampled_from(SkuField))
def test_what_is_compared_are_the_same_goods(goods: list[Product], field: SkuField) -> None:
    compared = compared_goods(goods, field, variants=True)
    assert [good.id for good in compared.goods] == [good.id for good in goods]
    if field is SkuField.CODE:
        codes = [good.code for good in compared.goods if good.id in compared.variants.of]
        assert set(codes) <= {""}
        assert compared_goods(goods, field, variants=False).goods == goods


def test_the_second_barcode_is_the_sku_and_no_barcode() -> None:
    good = replace(_good(1, "A"), barcodes=("380", "SKU-7", "999"), second_barcode="SKU-7")
    (compared,) = compared_goods([good], SkuField.SECOND_BARCODE, variants=True).goods
    assert (compared.code, compared.barcodes) == ("SKU-7", ("380", "999"))
