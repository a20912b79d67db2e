"""The pages of the help: one for each screen and step, a few plain sentences under headings. Words only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sync.sentences import mark


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page: its title, and headings with their texts. All are English and the keys of the translations."""

    id: str
    title: str
    parts: Sequence[tuple[str, str]]


def _page(page_id: str, title: str, *told: str) -> HelpPage:
    """A page; ``told`` is a heading and its text, again and again."""
    return HelpPage(page_id, title, tuple(zip(told[::2], told[1::2], strict=True)))


PAGES: Final[Sequence[HelpPage]] = (
    _page(
        "home",
        mark("Your connections"),
        mark("The colours"),
        mark(
            "Green: all is done. Amber: some items need you; everything else went on. Red: nothing could "
            "be done; new orders wait in the shop and nothing is lost."
        ),
        mark("The blue button"),
        mark(
            "It syncs now, or mends what is in the way, such as a key that the shop no longer knows. "
            "Everything else is behind Edit: choices, schedule, pause, checks, history, log, copy, export "
            "and delete."
        ),
        mark("The schedule"),
        mark(
            "A connection syncs by itself while Mostik is open: orders in, and stock and prices out, each "
            "as often as you choose. A run that takes longer than its interval is waited for, and missed "
            "runs are made up for once."
        ),
        mark("Keys"),
        mark(
            "Arrow up and down go from card to card, Enter presses the blue button, F2 opens Edit, Ctrl+N "
            "makes a new connection, F1 opens this help."
        ),
        mark("The sample shop"),
        mark(
            "A made-up shop with its own warehouse, on this computer only. It answers as long as Mostik "
            "is open. Remove it by Edit when you have seen enough."
        ),
    ),
    _page(
        "connect",
        mark("Connect"),
        mark("The token of BaseLinker"),
        mark(
            "In BaseLinker open Account and other, My account, API, and make a token for Mostik alone. "
            "Then you can take it back without stopping another program."
        ),
        mark("A shop of Seliton"),
        mark(
            "Register an application at dev.seliton.com with the redirect address that Mostik shows, and "
            "sign in. Orders can only be read there: their statuses stay as they are, and the number of a "
            "sale (УНП) is kept here. New products arrive hidden. Neither Utility Center nor a setting of "
            "Warehouse Pro is needed."
        ),
        mark("A shop of GombaShop"),
        mark(
            "It pulls stock and prices from a feed, and its orders come from the files that you export. The "
            "export does not say how much of each product an order has, so each waits until you complete "
            "its lines, from its row in the summary. In GombaShop’s synchronisation the code (sku) is the "
            "key, and products that the feed lacks are left alone. The module “Microinvest Синхронизация” "
            "is not needed: how it speaks is not published."
        ),
        mark("Another shop, by files"),
        mark(
            "Let it export orders and products as CSV or XML, and say under “Columns…” what each column "
            "means. Below the columns stands what would be read, with the row of every mistake. An order "
            "with such a row waits as a whole. Do not save the files in a spreadsheet: it shortens long "
            "codes and takes away zeros."
        ),
        mark("Where the token is kept"),
        mark(
            "In the password store of your computer, never in a file of Mostik. Where there is none, it "
            "stays in memory until Mostik is closed."
        ),
        mark("The database of Warehouse Pro"),
        mark(
            "Server, user and password are those that Warehouse Pro itself connects with; whoever set it up "
            "knows them. Show databases lists what is there, those of Warehouse Pro first. The user must be "
            "allowed to read and write."
        ),
        mark("Mostik’s own warehouse"),
        mark(
            "A warehouse in one file with the same tables as Warehouse Pro. It needs no server and no "
            "other program. Make a copy of the file as a backup."
        ),
        mark("Another program joins them already"),
        mark(
            "Utility Center and the shop’s own Microinvest app are not needed with Mostik. Two programs "
            "that send stock to one shop overwrite each other, so stop the other one, or let Mostik only "
            "look on."
        ),
    ),
    _page(
        "modules",
        mark("Modules"),
        mark("What each one does"),
        mark(
            "Orders bring the shop’s orders into the warehouse. Products and prices keep the two "
            "catalogues together. Warehouses and stock send what is left to the shop."
        ),
        mark("Begin with less"),
        mark(
            "One module is enough to begin with. Others can be switched on later; what is there already "
            "stays as it is."
        ),
    ),
    _page(
        "orders",
        mark("Orders"),
        mark("Which orders come in"),
        mark(
            "Orders since your date that reach a chosen status. An order that waits in another status is "
            "seen and comes in when it gets there."
        ),
        mark("Order or sale"),
        mark(
            "An order changes no stock; you turn it into a sale in the warehouse. A sale written by "
            "Mostik goes past the cash register, so it is the weaker choice."
        ),
        mark("When an order becomes a sale"),
        mark(
            "By hand, or at statuses of the shop. Mostik’s warehouse and micro.bg make the sale at once; in "
            "Warehouse Pro you do it, and each sync lists the orders that are due. Choose the moment when "
            "the shop lowers its own quantity, or the numbers differ in between."
        ),
        mark("A payment method without a type"),
        mark("Its orders wait and say so. All others come in. Choose a type and sync again."),
        mark("An order that changed"),
        mark(
            "As long as nobody touched its document, Mostik follows changes in the shop. What somebody "
            "changed by hand is never written over; it becomes a line of the summary."
        ),
    ),
    _page(
        "products",
        mark("Products and prices"),
        mark("Which side leads"),
        mark("The leading side is right where the two differ. By hand: nothing moves before you say so."),
        mark("How products find each other"),
        mark(
            "By SKU, barcode or name, in your order. Codes have to match in full and be unique on both "
            "sides. What is ambiguous waits for you and is never guessed."
        ),
        mark("After big changes"),
        mark(
            "When many codes or names were changed on one side, check the matching again before the next "
            "sync."
        ),
        mark("Prices"),
        mark(
            "The shop gets prices with VAT. It may show a new price a little later than Mostik has sent it."
        ),
    ),
    _page(
        "matching",
        mark("Matching"),
        mark("What you decide here"),
        mark(
            "Which product of the warehouse is which product of the shop, where the codes do not tell. "
            "Your answer is remembered. No product is changed by it."
        ),
        mark("Look-alike letters"),
        mark(
            "A Cyrillic А and a Latin A look the same and are different to a computer. Such codes are "
            "shown apart; correct them on one side."
        ),
    ),
    _page(
        "warehouses",
        mark("Warehouses and stock"),
        mark("Several locations, one warehouse of the shop"),
        mark("The stock of the linked locations is added up. A location that is not sent counts nowhere."),
        mark("Open orders and reserve"),
        mark(
            "Orders that are not sales yet still lie in the warehouse. Taking them off keeps the shop "
            "from selling them twice. The reserve is what the shop never sees."
        ),
        mark("Stock in a bundle or in variants"),
        mark("The shop counts these itself; Mostik sends the stock of each single variant only."),
    ),
    _page(
        "receipts",
        mark("Receipts"),
        mark("СУПТО first"),
        mark(
            "Whoever uses a sales program of the revenue agency’s list lets that program number sales and "
            "print. Mostik then only brings the orders in. It is not in that list itself."
        ),
        mark("Never one twice"),
        mark(
            "Each receipt is noted before the first sign goes to the device. If the power goes off, the "
            "device is asked what it printed; where it cannot tell, you are. Nothing is printed again by "
            "itself."
        ),
        mark("Cash on delivery"),
        mark(
            "By postal money transfer the courier’s receipt is enough. If the courier brings you cash, you "
            "owe a receipt. Your contract with the courier says which it is."
        ),
        mark("The operator’s password"),
        mark(
            "It is kept in this computer’s password store, and sent only when a receipt is opened. A test "
            "never sends it, and after two refusals Mostik waits for you."
        ),
    ),
    _page(
        "confirm",
        mark("Confirm"),
        mark("The list"),
        mark(
            "It is worked out by the same steps as the sync, only without writing. What you see is what "
            "will be done."
        ),
        mark("When Mostik asks"),
        mark(
            "Many zeros, or prices that all change by the same factor, look like a mistake. They are held "
            "back until you answer. Orders are never held back by it."
        ),
        mark("Backup"),
        mark("Before the first write make a copy of the warehouse, so that you can go back."),
    ),
    _page(
        "progress",
        mark("A running sync"),
        mark("Stopping"),
        mark("It stops after the item it is at. What was done stays done, and the next sync does the rest."),
        mark("When it waits"),
        mark(
            "BaseLinker takes a number of requests a minute from all your programs together. Mostik "
            "leaves a part to the others and waits where it must."
        ),
    ),
    _page(
        "summary",
        mark("Summary"),
        mark("What needs you"),
        mark(
            "Each line says why and what to do. After that try it again from here, or wait for the next "
            "sync. Nothing is done twice."
        ),
        mark("Orders in the warehouse"),
        mark(
            "An imported order stands in the warehouse under its number. Turn it into a sale there when "
            "you hand it over."
        ),
    ),
    _page(
        "history",
        mark("History"),
        mark("Every sync"),
        mark("When it was, how long it took, and how it ended. Enter or a double click opens its summary."),
    ),
    _page(
        "check",
        mark("Check both sides"),
        mark("Four answers"),
        mark(
            "Equal. Changed here since: somebody changed it in the warehouse. Changed in the shop since: "
            "somebody changed it there. Wrong: nobody’s change explains it. Only the last is a fault."
        ),
        mark("It changes nothing"),
        mark("The check only reads. The next sync puts right what is yours to be put right."),
    ),
    _page(
        "log",
        mark("Log"),
        mark("For whoever helps you"),
        mark("The log tells each step in English. It holds no key and no password, so you can send it."),
    ),
)
PAGE_BY_ID: Final[Mapping[str, HelpPage]] = {page.id: page for page in PAGES}
