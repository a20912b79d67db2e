"""The steps of the wizard, one file each, in the order in which they are answered."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Final

from wizard.wizard_frame import Step

_IDS: Final = ("connect", "modules", "orders", "products", "matching", "warehouses", "confirm")


def _steps() -> list[type[Step]]:
    found = []
    for step_id in _IDS:
        name = f"{__name__}.{step_id}"
        if importlib.util.find_spec(name) is None:
            continue
        module = importlib.import_module(name)
        kinds = (kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Step))
        found += [kind for kind in kinds if getattr(kind, "id", "") == step_id]
    return found


def steps_of_wizard() -> list[type[Step]]:
    """All steps. Loaded when they are asked for, because some open screens that open the wizard again."""
    return _steps()
