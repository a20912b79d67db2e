"""The summary tells the truth in a few lines."""

from __future__ import annotations

import pytest

from sync.plan.actions import ActionKind, Guard, Module
from sync.run.report import Report, RowState, RunState
from sync.sentences import Sentence, say
from tests.unit.terminal.conftest import Screen, new_screen, report, row
from wizard.language import Language
from wizard.terminal.summary import grouped, headline, print_summary
from wizard.terminal.words import KINDS, MODULES, STATES, module_of

IMPORT, STOCK, PRICE = ActionKind.IMPORT_ORDER, ActionKind.SEND_STOCK, ActionKind.SEND_PRICE


@pytest.mark.parametrize(
    ("shown", "sentence"),
    [
        (report(), "Nothing was left to do: both sides agree."),
        (report(done={IMPORT: 1}), "1 change is done."),
        (report(done={IMPORT: 1200, STOCK: 34}), "All 1,234 changes are done."),
        (
            report(RunState.AMBER, done={IMPORT: 2}, planned={IMPORT: 3}, rows=(row(RowState.FAILED, "a"),)),
            "2 of 3 changes are done. 1 item needs you.",
        ),
        (
            report(RunState.AMBER, done={IMPORT: 3}, rows=(row(RowState.HELD, "a"),)),
            "All 3 changes are done. 1 item needs you.",
        ),
        (
            report(RunState.AMBER, rows=(row(RowState.HELD, "a"), row(RowState.HELD, "b"))),
            "There was nothing to change. 2 items need you.",
        ),
        (
            report(RunState.RED, cause=say("BaseLinker cannot be reached.")),
            "Nothing could be done: BaseLinker cannot be reached.",
        ),
        (report(RunState.RED), "Nothing could be done: every change failed."),
        (
            report(RunState.CANCELLED, done={IMPORT: 1}, planned={IMPORT: 9}, cause=say("Stopped.")),
            "1 of 9 changes are done. Stopped.",
        ),
        (
            report(
                RunState.HELD,
                done={IMPORT: 1},
                planned={IMPORT: 1, STOCK: 8},
                guards=(Guard(Module.STOCK, say("Really?"), say("Many zeros.")),),
            ),
            "1 of 9 changes are done. Mostik asks you first.",
        ),
        (report(RunState.HELD, cause=say("Nobody agreed.")), "Nobody agreed."),
        (report(preview=True), "Nothing to change."),
        (report(preview=True, planned={IMPORT: 7}), "7 changes would be made."),
    ],
)
def test_the_run_in_one_sentence(shown: Report, sentence: str) -> None:
    assert headline(shown, Language.load("en")) == sentence


def test_what_was_planned_on_the_way_counts_on_both_sides() -> None:
    # Three goods had to be made that no plan had named; "5 of 2 changes" would be nonsense.
    shown = report(
        RunState.AMBER,
        done={IMPORT: 2, ActionKind.CREATE_WAREHOUSE_PRODUCT: 3},
        planned={IMPORT: 2},
        rows=(row(RowState.HELD, "a"),),
    )
    assert headline(shown, Language.load("en")).startswith("All 5 changes are done.")


def test_equal_rows_become_one_group_that_leaves_open_what_differs() -> None:
    rows = [
        row(
            RowState.HELD,
            f"#{number}",
            say(
                "Order {number}: line “{line}” has {rate} % VAT.", number=number, line=f"Tea {number}", rate=9
            ),
            advice=say("Put it back into {status}.", status="To do"),
        )
        for number in range(12)
    ]
    alone = row(RowState.HELD, "x", say("Order {number} is too large.", number=77))
    assert [
        (group.why.text(), group.advice.text() if group.advice else None, len(group.titles))
        for group in grouped([alone, *rows])
    ] == [
        ("Order …: line “…” has 9 % VAT.", "Put it back into To do.", 12),
        ("Order 77 is too large.", None, 1),
    ]


def test_a_few_reasons_that_recur_stay_apart() -> None:
    rows = [
        row(RowState.WAITS, f"#{number}", say("It is in {status}.", status="Sent" if number % 3 else "New"))
        for number in range(12)
    ]
    assert [(group.why.text(), len(group.titles)) for group in grouped(rows)] == [
        ("It is in Sent.", 8),
        ("It is in New.", 4),
    ]


def test_the_same_sentence_of_two_modules_stays_apart() -> None:
    groups = grouped(
        [row(RowState.HELD, "a", module=Module.ORDERS), row(RowState.HELD, "b", module=Module.STOCK)]
    )
    assert len(groups) == 2


def test_groups_are_printed_with_their_count_and_first_titles(screen: Screen) -> None:
    rows = tuple(row(RowState.WAITS, f"#{number}", say("Waits for money.")) for number in range(5))
    print_summary(screen.output, report(rows=rows), "Shop")
    assert "Waits  5         Waits for money. (#0, #1, #2 and 2 more)" in screen.lines


def test_every_item_is_listed_on_demand(screen: Screen) -> None:
    rows = tuple(row(RowState.WAITS, f"#{number}", say("Waits for money.")) for number in range(5))
    print_summary(screen.output, report(rows=rows), "Shop", every=True)
    assert all(any(f"#{number} " in line for line in screen.lines) for number in range(5))


def test_what_needs_the_owner_says_what_why_and_what_to_do(screen: Screen) -> None:
    failed = row(
        RowState.FAILED, "Order 17", say("The partner is locked."), advice=say("Unlock it, then try again.")
    )
    print_summary(screen.output, report(RunState.AMBER, rows=(failed,)), "Shop")
    position = screen.lines.index("What needs you")
    assert screen.lines[position + 1 : position + 3] == [
        "- Orders: Order 17",
        "The partner is locked. Unlock it, then try again.",
    ]


def test_counts_by_module(screen: Screen) -> None:
    rows = (
        row(RowState.FAILED, "a", module=Module.STOCK),
        row(RowState.UNKNOWN, "b", module=Module.STOCK),
        row(RowState.SKIPPED, "c", module=Module.STOCK),
        row(RowState.REMOVED, "d", module=Module.STOCK),
        row(RowState.AMBIGUOUS, "e", module=Module.STOCK),
        row(RowState.WAITS, "f"),
    )
    shown = report(
        RunState.AMBER, done={IMPORT: 11, STOCK: 22, PRICE: 33}, unchanged={Module.STOCK: 44}, rows=rows
    )
    print_summary(screen.output, shown, "Shop")
    numbers = {line.split("  ")[0]: line.split()[-6:] for line in screen.lines}
    # done, already right, skipped, failed, waits, needs you
    assert numbers["Orders"] == ["11", "0", "0", "0", "1", "0"]
    assert numbers["Products and prices"] == ["33", "0", "0", "0", "0", "0"]
    assert numbers["Warehouses and stock"] == ["22", "44", "2", "2", "0", "1"]


def test_a_preview_uses_the_same_words_and_says_that_it_wrote_nothing(screen: Screen) -> None:
    print_summary(screen.output, report(preview=True, planned={IMPORT: 3}), "Shop")
    assert any(line.split()[-1] == "3" and KINDS[IMPORT] in line for line in screen.lines)
    assert screen.lines[-1] == "This was a preview: nothing was written."


def test_a_guard_names_its_three_ways_out_as_commands(screen: Screen) -> None:
    guard = Guard(Module.PRODUCTS, say("Leva or euro?"), say("40 prices differ by 1.95583."))
    print_summary(screen.output, report(RunState.HELD, guards=(guard,)), "My shop")
    assert "Leva or euro?" in screen.lines
    assert "40 prices differ by 1.95583." in screen.lines
    for meaning, answer in (("Send all", "send"), ("Send without these", "without"), ("Keep held", "hold")):
        ending = f'sync "My shop" --answer products={answer}'
        assert any(line.startswith(f"{meaning}: ") and line.endswith(ending) for line in screen.lines)


def test_a_long_list_of_reasons_is_cut_and_says_so(screen: Screen) -> None:
    rows = tuple(row(RowState.HELD, f"#{number}", Sentence(f"Reason {number}.")) for number in range(25))
    print_summary(screen.output, report(RunState.AMBER, rows=rows), "Shop")
    assert "5 more reasons, with --all." in screen.lines


def test_a_name_from_the_shop_cannot_command_the_terminal() -> None:
    screen = new_screen(terminal=True)
    print_summary(
        screen.output,
        report(RunState.AMBER, rows=(row(RowState.HELD, "Tea\x1b]0;title\x07\r\nof the [bold]house"),)),
        "Shop",
    )
    assert "\x1b]0" not in screen.text
    assert "\x07" not in screen.text
    assert "[bold]house" in screen.text


def test_every_word_is_there() -> None:
    assert set(KINDS) == set(ActionKind)
    assert set(STATES) == set(RowState)
    assert set(MODULES) == set(Module)
    assert {module_of(kind) for kind in ActionKind} == set(Module)
