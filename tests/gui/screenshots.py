"""Every screen of the window as a scene, and pictures of them: ``make screenshots``."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.gui.cloudcart_scenes import SCENES as CLOUDCART
from tests.gui.gallery import SCENES as GALLERY
from tests.gui.harness import DeskForTests
from tests.gui.home_scenes import SCENES as HOME
from tests.gui.receipt_scenes import SCENES as RECEIPTS
from tests.gui.run_scenes import SCENES as RUN
from tests.gui.wizard_scenes import SCENES as WIZARD
from wizard.screenshots import Look, Scenes, take

SETS: Final[Mapping[str, Scenes]] = {
    "gallery": {f"gallery-{name}": factory for name, factory in GALLERY.items()},
    "home": HOME,
    "wizard": WIZARD,
    "run": RUN,
    "receipts": RECEIPTS,
    "cloudcart": CLOUDCART,
}
"""All screens, in sets that one window shows one after the other."""
_USUAL: Final = (
    Look("en", "light", 100),
    Look("bg", "light", 100),
    Look("pl", "light", 100),
    Look("bg", "dark", 100),
    Look("bg", "light", 150),
    Look("en", "dark", 150),
    Look("pl", "light", 200),
)
"""Each language, mode and scale, and not each with each: those would be hundreds of pictures more."""


def _look(text: str) -> Look:
    language, mode, percent = text.split("-")
    return Look(language, "dark" if mode == "dark" else "light", int(percent))


def main() -> None:
    """Write the pictures into the folder that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", help="scenes whose name begins so", default="")
    parser.add_argument("--looks", help="such as bg-dark-150, with commas between", type=str)
    parser.add_argument("--size", default="1180x760")
    options = parser.parse_args()
    width, height = (int(part) for part in options.size.split("x"))
    looks = [_look(part) for part in options.looks.split(",")] if options.looks else _USUAL
    scenes = {
        name: factory
        for one_set in SETS.values()
        for name, factory in one_set.items()
        if name.startswith(options.only)
    }
    with tempfile.TemporaryDirectory() as home:
        take(scenes, lambda: DeskForTests(Path(home)), options.folder, looks=looks, size=(width, height))


if __name__ == "__main__":
    main()
