"""Where the committed sample lies, and how it is written: JSON with short lines, so that a change can be
read.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

Row = dict[str, Any]

DEMO_FOLDER: Final = Path(__file__).resolve().parents[3] / "assets" / "demo"
WAREHOUSE_FILE: Final = DEMO_FOLDER / "warehouse.json"
ACCOUNT_FILE: Final = DEMO_FOLDER / "baselinker.json"
LATER_FILE: Final = DEMO_FOLDER / "later.json"

_LINE: Final = 130
_INDENT: Final = 2


def number(amount: Decimal) -> int | float:
    """A Decimal as the JSON number that reads best: 12, 4.35. Exact for the two to four places used here."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def text_of(value: Any) -> str:
    """The value as JSON text: what fits a line stands on one, larger objects fill lines and their lists
    are broken up.
    """
    return _written(value, 0) + "\n"


def read(path: Path) -> Row:
    """One file of the sample. Raises OSError where the installation is not whole."""
    content: Row = json.loads(path.read_text(encoding="utf-8"))
    return content


def _written(value: Any, depth: int) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or len(flat) + depth <= _LINE:
        return flat
    inner = " " * (depth + _INDENT)
    if isinstance(value, list):
        parts = [_written(item, depth + _INDENT) for item in value]
        body = f",\n{inner}".join(parts)
        return f"[\n{inner}{body}\n{' ' * depth}]"
    pairs = [
        f"{json.dumps(key, ensure_ascii=False)}: {_written(item, depth + _INDENT)}"
        for key, item in value.items()
    ]
    return "{\n" + _filled(pairs, inner) + "\n" + " " * depth + "}"


def _filled(pairs: list[str], inner: str) -> str:
    """Short pairs side by side up to the line's end; a pair of several lines stands alone."""
    lines: list[str] = []
    current = ""
    for pair in pairs:
        if "\n" not in pair and current and "\n" not in current and len(inner + current + pair) + 2 <= _LINE:
            current = f"{current}, {pair}"
            continue
        if current:
            lines.append(inner + current)
        current = pair
    lines.append(inner + current)
    return ",\n".join(lines)
