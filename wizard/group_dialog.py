"""A small window with the warehouse's groups of goods as a tree, to choose some of them."""

from __future__ import annotations

import tkinter
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from tkinter import ttk
from typing import Any, Final

import ttkbootstrap

from sync.model import ProductGroup
from wizard.product_groups import GroupNode, group_tree, topmost, with_subgroups
from wizard.theme import Font, Space, Tone, icon, palette, size
from wizard.widgets import LinkButton, PushButton, Surface, Words
from wizard.widgets.dialog import Dialog
from wizard.widgets.window_of import window_of

_ROWS: Final = 13
_INDENT: Final = "      "


class GroupDialog(Dialog):
    """Space or a click ticks a group with all below it; ``given`` gets the topmost ticked ones.

    ``goods`` is how many goods each group has, without its subgroups.
    """

    def __init__(
        self,
        root: tkinter.Tk,
        groups: Sequence[ProductGroup],
        chosen: Iterable[int],
        goods: Mapping[int, int],
        given: Callable[[tuple[int, ...]], object],
    ) -> None:
        language = window_of(root).language
        text = language.text
        super().__init__(root, text("Product groups"))
        self._groups, self._given = groups, given
        self._nodes = {node.group.id: node for node in group_tree(groups)}
        self._chosen = {each for each in chosen if each in self._nodes}
        self._goods = _with_those_below(self._nodes.values(), goods)
        self._number = language.number
        Words(self.inside, text("Choose product groups"), font=Font.SECTION, wrap=True).pack(fill="x")
        Words(
            self.inside,
            text("Their subgroups are included. Without any choice all groups take part."),
            tone=Tone.QUIET,
            wrap=True,
        ).pack(fill="x", pady=(size(self, Space.XS), size(self, Space.M)))
        self._build_tree()
        self._said = Words(self.inside, font=Font.SMALL, tone=Tone.QUIET, wrap=True)
        self._said.pack(fill="x", pady=(size(self, Space.S), 0))
        self._build_bar()
        self._paint()
        self.open(self.tree)

    @property
    def chosen(self) -> tuple[int, ...]:
        """The ticked groups, without those below another ticked one."""
        return topmost(self._groups, self._chosen)

    def toggle(self, group_id: int) -> None:
        """Tick or untick a group; one that is included with the group above it stays as it is."""
        if group_id in self._chosen:
            self._chosen.discard(group_id)
        elif group_id not in with_subgroups(self._groups, self._chosen):
            self._chosen.add(group_id)
        self._paint()

    def _build_tree(self) -> None:
        box = Surface(self.inside, palette().background, edge=palette().hairline)
        box.pack(fill="both", expand=True)
        rows = min(max(len(self._nodes), 3), _ROWS)
        self.tree = ttk.Treeview(box, show="tree", columns=("goods",), selectmode="browse", height=rows)
        self.tree.column("#0", width=size(self, 380), stretch=True)
        self.tree.column("goods", width=size(self, 70), stretch=False, anchor="e")
        self.tree.pack(side="left", fill="both", expand=True)
        bar = ttkbootstrap.Scrollbar(box, orient="vertical", command=self.tree.yview)
        if len(self._nodes) > rows:
            bar.pack(side="right", fill="y")
        self.tree.configure(yscrollcommand=bar.set)
        for node in self._nodes.values():
            # A flat list with indented names: nothing that is chosen can be folded out of sight.
            self.tree.insert(
                "",
                "end",
                iid=str(node.group.id),
                text=f"{_INDENT * node.depth} {node.group.name}",
                values=(self._number(Decimal(self._goods[node.group.id])),),
            )
        self.tree.bind("<space>", self._toggle_current)
        self.tree.bind("<Button-1>", self._clicked, add="+")
        self.tree.bind("<Return>", self._done)
        self.tree.bind("<KP_Enter>", self._done)
        first = next(iter(self.chosen), None) or next(iter(self._nodes), None)
        if first is not None:
            self.tree.focus(str(first))
            self.tree.selection_set(str(first))
            self.tree.see(str(first))

    def _build_bar(self) -> None:
        text = window_of(self).language.text
        bar = Surface(self.inside)
        bar.pack(fill="x", pady=(size(self, Space.L), 0))
        self.done_button = PushButton(bar, text("Choose"), self._done, rank="main")
        self.done_button.pack(side="right")
        PushButton(bar, text("Cancel"), self.close).pack(side="right", padx=(0, size(self, Space.S)))
        self.all_link = LinkButton(bar, text("All groups"), self._all)
        self.all_link.pack(side="left")

    def _all(self) -> None:
        self._chosen.clear()
        self._paint()

    def _toggle_current(self, _event: tkinter.Event[Any]) -> str:
        item = self.tree.focus()
        if item:
            self.toggle(int(item))
        return "break"

    def _clicked(self, event: tkinter.Event[Any]) -> None:
        item = self.tree.identify_row(event.y)
        if item:
            self.toggle(int(item))

    def _done(self, _event: tkinter.Event[Any] | None = None) -> str:
        chosen = self.chosen
        self.close()
        self._given(chosen)
        return "break"

    def _paint(self) -> None:
        colours = palette()
        included = with_subgroups(self._groups, self._chosen)
        for group_id in self._nodes:
            if group_id in self._chosen:
                name, colour = "check-square-fill", colours.tone(Tone.INFO).solid
            elif group_id in included:
                name, colour = "check-square", colours.tone(Tone.QUIET).ink
            else:
                name, colour = "square", colours.tone(Tone.QUIET).ink
            self.tree.item(str(group_id), image=icon(name, (26, 15), colour))
        language = window_of(self).language
        total = sum(self._goods[each] for each in self.chosen) if self._chosen else self._all_goods()
        if self._chosen:
            words = language.count("{count} product takes part", "{count} products take part", total)
        else:
            words = language.count("All groups, {count} product", "All groups, {count} products", total)
        self._said.say(words, Tone.QUIET)

    def _all_goods(self) -> int:
        return sum(self._goods[node.group.id] for node in self._nodes.values() if node.parent is None)


def _with_those_below(nodes: Iterable[GroupNode], goods: Mapping[int, int]) -> Counter[int]:
    """How many goods each group has with all below it."""
    ordered = list(nodes)
    found: Counter[int] = Counter({node.group.id: goods.get(node.group.id, 0) for node in ordered})
    for node in reversed(ordered):
        if node.parent is not None:
            found[node.parent] += found[node.group.id]
    return found
