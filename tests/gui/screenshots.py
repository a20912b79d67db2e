"""Writes the pictures of every screen and of the gallery: ``make screenshots``."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.gui.gallery import SCENES as GALLERY
from tests.gui.harness import DeskForTests
from tests.gui.home_scenes import SCENES as HOME
from wizard.screenshots import Scenes, take

# Each screen's own scenes are added here, made from the sample shop.
SCENES: Scenes = {**{f"gallery-{name}": factory for name, factory in GALLERY.items()}, **HOME}


def main() -> None:
    """Write all pictures into the folder that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", help="scenes whose name begins so", default="")
    parser.add_argument("--languages", default="en,bg,pl")
    parser.add_argument("--modes", default="light,dark")
    parser.add_argument("--percents", default="100,150")
    parser.add_argument("--size", default="1180x760")
    options = parser.parse_args()
    width, height = (int(part) for part in options.size.split("x"))
    with tempfile.TemporaryDirectory() as home:
        take(
            {name: factory for name, factory in SCENES.items() if name.startswith(options.only)},
            lambda: DeskForTests(Path(home)),
            options.folder,
            languages=options.languages.split(","),
            modes=["dark" if mode == "dark" else "light" for mode in options.modes.split(",")],
            percents=[int(percent) for percent in options.percents.split(",")],
            size=(width, height),
        )


if __name__ == "__main__":
    main()
