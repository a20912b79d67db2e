from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.warehouses.bench import Bench
from tests.contract.warehouses.embedded import embedded_bench, make_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("warehouse") / "template.sqlite"
    make_template(path)
    return path


@pytest.fixture
def bench(template: Path, tmp_path: Path) -> Iterator[Bench]:
    """The embedded warehouse, unless the file of another warehouse gives its own."""
    with embedded_bench(template, tmp_path) as made:
        yield made
