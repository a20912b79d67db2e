"""``python -m benchmarks [--json] [--only NAME]``: measure, and print ratios."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks import comparison, counted_requests, importing, order_paging
from benchmarks.figures import Figure, as_json, as_table

SECTIONS: Final[dict[str, Callable[[Path], list[Figure]]]] = {
    "requests": counted_requests.figures,
    "paging": lambda _folder: order_paging.figures(),
    "comparison": comparison.figures,
    "comparison-mariadb": comparison.figures_on_mariadb,
    "import": importing.figures,
    "import-mariadb": importing.figures_on_mariadb,
}


def main() -> int:
    """Print the figures; 0 even where a ratio misses its bound, because a busy machine may be the reason."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure, and print ratios.")
    parser.add_argument("--json", action="store_true", help="as JSON instead of a table")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="these sections alone")
    options = parser.parse_args()
    figures: list[Figure] = []
    for name in options.only or SECTIONS:
        with tempfile.TemporaryDirectory(prefix="mostik-bench-", ignore_cleanup_errors=True) as folder:
            found = SECTIONS[name](Path(folder))
        figures += found
        if not options.json:
            print(as_table(found), end="\n\n", flush=True)
    if options.json:
        print(as_json(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
