"""What the owner is asked where nobody knows whether a receipt was printed: three honest answers."""

from __future__ import annotations

import tkinter
from collections.abc import Callable

from sync.plan.receipts import ReceiptItem
from sync.run.receipt_desk import ReceiptDesk
from wizard.theme import Space, Tone, size
from wizard.widgets import Flow, Note, PushButton, TextField, Words
from wizard.widgets.window_of import window_of

SayOf = Callable[[Callable[[ReceiptDesk], ReceiptItem]], object]


class DoubtNote(Note):
    """``ask`` has the device asked; ``say_of`` keeps the owner's word."""

    def __init__(
        self, parent: tkinter.Misc, item: ReceiptItem, ask: Callable[[], object], say_of: SayOf
    ) -> None:
        words = window_of(parent).language
        super().__init__(
            parent,
            f"{words.say(item.why)} {words.text('Look at the paper of the device, then say what you see.')}",
            Tone.BAD,
            headline=words.text("Was the receipt of order {order} printed?", order=item.sale.number),
            strip=True,
        )
        self.item = item
        self._say_of = say_of
        gap = (size(self, Space.S), 0)
        first = Flow(self.body, gap=Space.S)
        first.pack(fill="x", pady=gap)
        self.ask_button = first.add(
            PushButton(first, words.text("As&k the device"), ask, rank="second", icon_name="question-circle")
        )
        row = Flow(self.body, gap=Space.S)
        row.pack(fill="x", pady=gap)
        row.add(Words(row, words.text("It was printed, with the number")))
        self.number = TextField(row, width=10, on_change=self._typed)
        row.add(self.number)
        self.printed_button = PushButton(row, words.text("&It was printed"), self._printed)
        row.add(self.printed_button)
        last = Flow(self.body, gap=Space.S)
        last.pack(fill="x", pady=gap)
        self.not_printed_button = PushButton(last, words.text("It was n&ot printed"), self._not_printed)
        last.add(self.not_printed_button)
        self.leave_button = PushButton(last, words.text("&Leave it as it is"), self._leave)
        last.add(self.leave_button)
        self._typed()

    def _typed(self) -> None:
        self.printed_button.enable(self.number.value.isdecimal() and int(self.number.value) > 0)

    def _printed(self) -> None:
        order_id, number = self.item.sale.order_id, int(self.number.value)
        self._say_of(lambda receipts: receipts.was_printed(order_id, number))

    def _not_printed(self) -> None:
        order_id = self.item.sale.order_id
        self._say_of(lambda receipts: receipts.was_not_printed(order_id))

    def _leave(self) -> None:
        order_id = self.item.sale.order_id
        self._say_of(lambda receipts: receipts.leave(order_id))
