"""Texts: every letter, every length, cut where they do not fit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.model import MarkKey, NewPartner, NewProduct
from tests.contract.warehouses.bench import (
    SHOP,
    Bench,
    draft,
    key,
)


class TextsContract:
    """What a buyer wrote is kept letter by letter, or the owner is told."""

    @pytest.mark.parametrize(
        "name",
        [
            'О\'Нийл "и" „Роза“ `x` [y] {z}',
            "C:\\папка\\ 100% _долу_ %",
            "Żółć ščřž ßü ΑΩ ёйъыэ ҐґЄє Қазақ €№—…",
            "-- ; DROP TABLE goods; /* */ ?",
            "= 1+1",
        ],
    )
    def test_texts_come_back_as_they_were(self, bench: Bench, name: str) -> None:
        written = bench.warehouse.write_document(
            draft(partner=NewPartner(name, address=name), text=name), key()
        )
        assert written.warnings == ()
        row = bench.all("SELECT [Company], [Address] FROM [Partners] WHERE [ID] = ?", written.partner_id)
        assert row == [(name, name)]
        assert bench.cell("SELECT [Note] FROM [Operations]") == f"Mostik:bl-1001:5001; {name}"
        assert [each.id for each in bench.warehouse.find_partners([], [], [name])] == [written.partner_id]
        (good,) = bench.warehouse.create_products([NewProduct(name)], [MarkKey(SHOP, name[:40], "product")])
        assert bench.warehouse.product_names([good]) == {good: name}

    @pytest.mark.parametrize("length", [126, 127, 128, 254, 255])
    @pytest.mark.parametrize("letter", ["x", "Щ", "ł"])
    def test_texts_of_every_length_that_fits(self, bench: Bench, letter: str, length: int) -> None:
        name = (letter + "9") * (length // 2) + letter * (length % 2)
        written = bench.warehouse.write_document(draft(partner=NewPartner(name)), key())
        assert written.warnings == ()
        assert bench.cell("SELECT [Company] FROM [Partners] WHERE [ID] = ?", written.partner_id) == name

    @pytest.mark.parametrize("length", [256, 1_000, 5_000])
    def test_longer_texts_are_cut_with_a_warning(self, bench: Bench, length: int) -> None:
        written = bench.warehouse.write_document(draft(partner=NewPartner("Щ" * length)), key())
        assert bench.cell("SELECT [Company] FROM [Partners] WHERE [ID] = ?", written.partner_id) == "Щ" * 255
        (warning,) = written.warnings
        assert f"{length} characters" in warning.text()
        noted = replace(draft(order="2"), note="Mostik:bl-1001:2; " + "ж" * length)
        note = bench.warehouse.write_document(noted, key("2"))
        kept = bench.cell("SELECT [Note] FROM [Operations] WHERE [Acct] = ?", 2)
        assert (len(kept), kept[:21]) == (255, "Mostik:bl-1001:2; жжж")
        assert len(note.warnings) == 1
