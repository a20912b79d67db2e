"""The contract as far as Access can keep it: few values at a time, and no text in which letter case
counts.
"""

from __future__ import annotations

import pytest

from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.driver_errors import DuplicateKey
from sync.warehouses.warehouse_pro.values import Value
from tests.contract.warehouses.bench import SHOP, Bench, draft, key
from tests.contract.warehouses.changes_suite import ChangesContract
from tests.contract.warehouses.reads_suite import ReadsContract


class AccessReadsContract(ReadsContract):
    def test_many_partners_in_few_statements(self, bench: Bench) -> None:
        """Few by the measure of Access, which is asked for 100 values at a time."""
        customers = [(f"Клиент {n}", f"k{n}@x.example") for n in range(300)]
        with bench.behind.transaction():
            bench.behind.insert_many(tables.PARTNERS, ("Company", "eMail"), customers)
        said: list[str] = []
        bench.warehouse._database.on_statement = said.append
        assert len(bench.warehouse.find_partners([], [mail for _, mail in customers], [])) == 300
        assert len(said) == 1 + 3


class AccessChangesContract(ChangesContract):
    def test_marks_of_shops_and_kinds_are_apart(self, bench: Bench) -> None:
        """Access knows no text in which letter case counts. Keys of shops are in lower case, so none meet."""
        bench.warehouse.write_document(draft(), key())
        mark: dict[str, Value] = {"Kind": "order", "ExternalId": "5001", "State": "open", "OperType": 19}
        with bench.behind.transaction(), pytest.raises(DuplicateKey):
            bench.behind.insert(tables.MOSTIK_IMPORTS, {**mark, "ShopKey": SHOP.upper()})
        bench.add(tables.MOSTIK_IMPORTS, ShopKey=SHOP, Kind="product", ExternalId="5001", State="closed")
        bench.add(tables.MOSTIK_IMPORTS, ShopKey="bl-2", Kind="order", ExternalId="5001", State="open")
        assert bench.warehouse.known_shops() == {SHOP: 1, "bl-2": 1}

    def test_many_marks_in_few_statements(self, bench: Bench) -> None:
        """Few by the measure of Access, which is asked for 100 values at a time."""
        said: list[str] = []
        bench.warehouse._database.on_statement = said.append
        assert bench.warehouse.marks(SHOP, [str(number) for number in range(300)]) == {}
        assert len(said) == 4  # two values of each statement are the shop and the kind
