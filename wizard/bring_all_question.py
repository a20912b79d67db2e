"""What is asked before all products of a shop are brought into the warehouse, with what that means."""

from __future__ import annotations

from collections.abc import Callable

from wizard.app import App
from wizard.comparison import Comparison
from wizard.match_rows import Filter
from wizard.widgets import Answer


def ask_for_all(app: App, comparison: Comparison, preview: Callable[[], None]) -> None:
    """Ask; ``preview`` is called when the owner wants to see what would happen. Nothing is written here."""
    text, count = app.language.text, app.language.count
    told = [
        count(
            "{count} product that only the shop has becomes a good of the warehouse.",
            "{count} products that only the shop has become goods of the warehouse.",
            comparison.counts[Filter.ONLY_THERE],
        ),
        text(
            "Each variant becomes a good of its own, with code, name, barcode, price and the base VAT rate."
        ),
        text("Goods that are there already get the shop’s name and barcode, once."),
    ]
    if comparison.waiting:
        told.append(
            count(
                "{count} product waits for your decision and stays out until then.",
                "{count} products wait for your decision and stay out until then.",
                comparison.waiting,
            )
        )
    told.append(text("Nothing is written before you have seen the preview."))
    app.ask(
        text("Bring all products of the shop into the warehouse?"),
        "\n".join(f"• {line}" for line in told),
        [Answer("preview", text("Show the &preview"), main=True), Answer("not", text("Not now"))],
        lambda answer: preview() if answer == "preview" else None,
    )
