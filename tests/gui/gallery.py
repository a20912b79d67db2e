"""A gallery: every part of the window on a few screens, in three languages, for tests and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sync.model import Choice
from sync.ports import CheckStep
from sync.sentences import Sentence, say
from tests.gui.gallery_words import WORDS, word
from wizard.app import App
from wizard.screen import ActionBar, TopBarScreen
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import (
    Badge,
    Card,
    CheckList,
    ChoiceField,
    Column,
    DateField,
    FilterChips,
    Flow,
    Form,
    LinkButton,
    MappedThing,
    MappingTable,
    Mark,
    Note,
    NumberField,
    Option,
    Progress,
    PushButton,
    ResultPanel,
    RichText,
    RunBar,
    RunChart,
    SearchField,
    SecretField,
    Segments,
    Surface,
    Table,
    TextField,
    Tiles,
    Toggle,
    TwoColumns,
    Words,
)
from wizard.wizard_frame import Answers, Draft, Step, WizardFrame


class Home(TopBarScreen):
    body_on_page = True
    has_actions = False

    def t(self, name: str) -> str:
        return word(self.app, name)

    def build_top(self, right: Surface) -> None:
        PushButton(
            right, "", lambda: self.app.use_theme("dark"), rank="quiet", icon_name="question-circle"
        ).pack(side="right")
        PushButton(right, "", lambda: self.app.use_theme("dark"), rank="quiet", icon_name="moon").pack(
            side="right"
        )
        PushButton(right, "Български", lambda: None, rank="quiet", icon_name="globe").pack(side="right")

    def build_body(self, body: Surface) -> None:
        head = Surface(body)
        head.pack(fill="x")
        head.columnconfigure(0, weight=1)
        Words(head, self.t("home"), font=Font.TITLE, wrap=True).grid(row=0, column=0, sticky="ew")
        Words(head, self.t("needs"), tone=Tone.QUIET, wrap=True).grid(row=1, column=0, sticky="ew")
        PushButton(head, self.t("history"), lambda: None, rank="quiet", icon_name="clock-history").grid(
            row=1, column=1
        )
        PushButton(head, self.t("new"), lambda: None, icon_name="plus-lg").grid(row=1, column=2)
        for tone, badge in ((Tone.GOOD, "fine"), (Tone.WARN, "waits"), (Tone.BAD, "stopped")):
            self._card(body, tone, badge)

    def _card(self, body: Surface, tone: Tone, badge: str) -> None:
        card = Card(body, strip=tone)
        card.pack(fill="x", pady=(size(body, Space.M), 0))
        card.body.columnconfigure(0, weight=1)
        left = Surface(card.body)
        left.grid(row=0, column=0, sticky="new")
        top = Flow(left, gap=Space.M)
        top.pack(fill="x")
        top.add(Words(top, "Kalina Home", font=Font.SECTION))
        top.add(Badge(top, self.t(badge), tone))
        facts = Flow(left, gap=Space.XL)
        facts.pack(fill="x", pady=(size(left, Space.M), 0))
        for name in ("last", "next_run", "changed"):
            fact = Surface(facts)
            Words(fact, self.t(name), font=Font.SMALL, tone=Tone.QUIET).pack(anchor="w")
            Words(fact, self.t(f"{name.removesuffix('_run')}_value")).pack(anchor="w")
            facts.add(fact)
        if tone is not Tone.GOOD:
            Words(left, self.t("cause"), tone=tone, wrap=True).pack(fill="x", pady=(size(left, Space.M), 0))
        middle = Surface(card.body)
        middle.grid(row=0, column=1, sticky="n", padx=size(body, Space.XL))
        Words(middle, self.t("runs"), font=Font.SMALL, tone=Tone.QUIET).pack(anchor="w")
        bars = [RunBar(5 + number * 7 % 23, number % 4 // 3, f"run {number}") for number in range(12)]
        if tone is Tone.BAD:
            bars += [RunBar(0, 0, "stopped", broke_off=True)] * 2
        RunChart(middle, bars, opened=lambda _: None).pack()
        right = Surface(card.body)
        right.grid(row=0, column=2, sticky="n")
        for number, (name, rank) in enumerate((("sync", "main"), ("summary", "plain"), ("edit", "plain"))):
            PushButton(right, self.t(name), lambda: None, rank=rank).pack(  # type: ignore[arg-type]  # literals
                fill="x", pady=(size(right, Space.S) if number else 0, 0)
            )


class GalleryStep(Step):
    key = ""

    def t(self, name: str) -> str:
        return word(self.app, name)

    def name(self) -> str:
        return self.t(self.id)

    def title(self) -> str:
        return self.t(f"{self.id}_title")

    def consequence(self) -> str:
        return self.t(f"{self.id}_hint") if f"{self.id}_hint" in WORDS else ""


class Connect(GalleryStep):
    id = "connect"

    def summary_line(self) -> str:
        return "BaseLinker, " + self.t("own")

    def build(self, body: Surface) -> None:
        gap = (size(body, Space.M), 0)
        Words(body, self.t("shop"), font=Font.SECTION, wrap=True).pack(fill="x")
        shops = ("BaseLinker", "CloudCart", "GombaShop", "Seliton")
        options = [Option(name.lower(), name, self.t("token")) for name in shops]
        options.append(Option("other", self.t("another"), "CSV, XML"))
        self.tiles = Tiles(body, options, value="baselinker", on_change=self.changed)
        self.tiles.pack(fill="x", pady=gap)
        form = Form(body)
        form.pack(fill="x", pady=gap)
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.token = SecretField(row, kept="4F2K", on_change=self.changed)
        self.token.grid(row=0, column=0, sticky="ew")
        LinkButton(row, self.t("where"), lambda: None, icon_name="question-circle").grid(
            row=0, column=1, padx=size(body, Space.M)
        )
        PushButton(row, self.t("test"), lambda: None, rank="second", icon_name="plug").grid(row=0, column=2)
        form.row(self.t("token"), row)
        self.name_field = form.row(self.t("name"), TextField(form, "Kalina Home", on_change=self.changed))
        self.name_field.error(self.t("name_error"))
        good = ResultPanel(body)
        good.pack(fill="x", pady=gap)
        ticks = [self._step(name, True) for name in ("reached", "signed", "rights", "sample")]
        good.show(ticks, self.t("real"))
        bad = ResultPanel(body)
        bad.pack(fill="x", pady=gap)
        bad.show(
            [
                self._step("reached", True),
                self._step("signed", True),
                CheckStep(
                    say(self.t("rights")),
                    False,
                    say(self.t("refused")),
                    say(self.t("ask_whom")),
                    "42000 229 INSERT permission was denied on the object 'Operations'",
                ),
                self._step("sample", None),
            ]
        )
        assert bad.fold is not None
        bad.fold.toggle()

    def _step(self, name: str, passed: bool | None) -> CheckStep:
        return CheckStep(say(self.t(name)), passed)

    def load(self, answers: Mapping[str, Any]) -> None:
        self.tiles.value = str(answers.get("shop", "baselinker"))

    def collect(self) -> Answers:
        return {"shop": self.tiles.value, "name": self.name_field.value}


class Orders(GalleryStep):
    id = "orders"

    def summary_line(self) -> str:
        return self.t("since")

    def build(self, body: Surface) -> None:
        columns = TwoColumns(body)
        columns.pack(fill="x")
        which = Card(columns, self.t("which"))
        form = Form(which.body)
        form.pack(fill="x")
        today = date(2026, 11, 22)
        self.day = form.row(
            self.t("from"), DateField(form, date(2026, 11, 1), today=lambda: today, on_change=self.changed)
        )
        self.day.hint(self.t("since"), Tone.GOOD)
        form.wide(Words(form, self.t("status"), wrap=True))
        self.statuses = form.wide(CheckList(form, self._statuses(), on_change=self.changed))
        columns.add(which)
        document = Card(columns, self.t("document"))
        form = Form(document.body)
        form.pack(fill="x")
        self.kind = form.row(
            self.t("saved"),
            Segments(
                form,
                [Option("order", self.t("order")), Option("sale", self.t("sale"))],
                value="order",
                on_change=self.changed,
            ),
        )
        form.row(
            self.t("default"),
            Segments(
                form,
                [Option("receipt", self.t("receipt")), Option("invoice", self.t("invoice"))],
                value="receipt",
            ),
        )
        self.automatic = form.wide(
            Toggle(form, self.t("auto"), hint=self.t("auto_hint"), value=True, on_change=self.changed)
        )
        columns.add(document)
        partners = Card(columns, self.t("partners"))
        partners.link(self.t("change"), lambda: None)
        form = Form(partners.body)
        form.pack(fill="x")
        form.wide(Toggle(form, self.t("link"), hint=self.t("link_hint"), value=True))
        choices = [Choice("add", self.t("add")), Choice("hold", self.t("hold"))]
        self.missing = form.row(self.t("missing"), ChoiceField(form, choices, "add", on_change=self.changed))
        form.wide(Note(form, self.t("weaker"), Tone.WARN))
        columns.add(partners, right=True)
        back = Card(columns, self.t("back_to"))
        form = Form(back.body)
        form.pack(fill="x")
        statuses = [Choice("1", self.t("working")), Choice("2", self.t("sent"))]
        form.row(self.t("after"), ChoiceField(form, statuses, "1"))
        form.row(self.t("problem"), ChoiceField(form, statuses))
        self.reserve = form.row(
            self.t("reserve"), NumberField(form, Decimal(1), unit=self.t("pieces"), on_change=self.changed)
        )
        columns.add(back, right=True)

    def _statuses(self) -> list[Option]:
        counts = {"paid": 28, "send": 15, "fresh": 6, "sent": 812, "cancelled": 31}
        return [Option(name, self.t(name), str(count)) for name, count in counts.items()]

    def load(self, answers: Mapping[str, Any]) -> None:
        self.statuses.choose(answers.get("statuses", ()))
        self.automatic.value = bool(answers.get("automatic", True))

    def collect(self) -> Answers:
        return {"statuses": list(self.statuses.chosen), "automatic": self.automatic.value}

    def problem(self) -> Sentence | None:
        return None if self.statuses.chosen else say(self.t("choose_one"))

    def first_focus(self) -> SearchField | DateField | None:
        return self.day


class Warehouses(GalleryStep):
    id = "warehouses"

    def build(self, body: Surface) -> None:
        card = Card(body)
        card.pack(fill="x")
        things = [
            MappedThing("1", self.t("centre"), "298", "shop"),
            MappedThing("2", self.t("central"), "312", "boxes"),
            MappedThing("3", self.t("scrap"), "17", "slash-circle"),
        ]
        choices = [Choice("main", self.t("main_place")), Choice("out", self.t("not_sent"))]
        self.mapping = MappingTable(
            card.body,
            (self.t("place"), self.t("stocked"), self.t("shop_place")),
            things,
            choices,
            {"1": "main", "2": "main", "3": "out"},
            left_out="out",
            on_change=self.changed,
        )
        self.mapping.pack(fill="x")
        letter = Card(body, grey=True)
        letter.pack(fill="x", pady=(size(body, Space.M), 0))
        letter.body.columnconfigure(0, weight=1)
        RichText(letter.body, self.t("letter")).grid(row=0, column=0, sticky="ew")
        LinkButton(letter.body, self.t("change"), lambda: None).grid(row=0, column=1, sticky="n")


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the gallery's table."""

    number: int
    kind: str
    item: str
    old: Decimal
    new: Decimal


class Confirm(GalleryStep):
    id = "confirm"

    def build(self, body: Surface) -> None:
        gap = (size(body, Space.M), 0)
        body.columnconfigure(0, weight=1)
        guard = Note(body, self.t("guard_cause"), Tone.WARN, headline=self.t("guard"), strip=True)
        guard.pack(fill="x")
        ways = Flow(guard.body)
        ways.pack(fill="x", pady=gap)
        ways.add(PushButton(ways, self.t("go_there"), lambda: None, icon_name="arrow-left"))
        ways.add(PushButton(ways, self.t("leave_out"), lambda: None))
        names = ("all", "orders", "customers", "new_products", "prices", "stock", "skipped")
        self.chips = FilterChips(body, [Option(name, self.t(name), "31") for name in names], value="all")
        self.chips.pack(fill="x", pady=gap)
        self.search = SearchField(body, on_change=self._search, placeholder=self.t("search"))
        self.search.pack(fill="x", pady=gap)
        self.table: Table[Change] = Table(
            body,
            [
                Column(self.t("item"), lambda row: row.item, 200, 3),
                Column(self.t("where_to"), lambda _: "BaseLinker", 100, 0),
                Column(self.t("old_new"), lambda row: f"{row.old} → {row.new}", 110, 1),
                Column(
                    self.t("why"), lambda _: self.t("guard_cause"), 120, 2, sort_key=lambda row: row.number
                ),
            ],
            state_heading=self.t("what"),
            state=lambda row: Mark("arrow-down-circle-fill", Tone.WARN, self.t(row.kind)),
            empty_text=self.t("fine"),
        )
        self.table.pack(fill="both", expand=True, pady=gap)
        self.table.fill(changes(300))

    def _search(self) -> None:
        self.table.search(self.search.value)

    def build_actions(self, bar: ActionBar) -> PushButton:
        main = bar.main(self.t("save_sync"), lambda: None, icon_name="arrow-repeat", enabled=False)
        bar.right(self.t("save_only"), lambda: None)
        bar.right(self.text("&Back"), self.wizard.back)
        return main

    def problem(self) -> Sentence | None:
        return say(self.t("answer_first"))


def changes(count: int) -> list[Change]:
    """Rows for a table, different from each other in every column."""
    names = ("Билков чай „Лавандула“ 50 г", "Honey, acacia 400 g", "Świeca z wosku pszczelego 12 cm")
    return [
        Change(
            number,
            ("stock", "prices", "orders")[number % 3],
            f"{names[number % 3]} {number}",
            *_levels(number),
        )
        for number in range(count)
    ]


def _levels(number: int) -> tuple[Decimal, Decimal]:
    return Decimal(number % 97), Decimal(number % 13)


class GalleryWizard(WizardFrame):
    def __init__(self, app: App, at: str = "connect", draft: Draft | None = None) -> None:
        steps = [Connect, Orders, Warehouses, Confirm]
        done = [step.id for step in steps][: [step.id for step in steps].index(at)]
        given: Draft = {"orders": {"statuses": ["paid", "send"]}} if draft is None else draft
        super().__init__(app, steps, draft=given, done=done, at=at)
        self.saved: list[Draft] = []

    def connection_name(self) -> str:
        return "Kalina Home"

    def save(self) -> None:
        self.saved.append({step: dict(answers) for step, answers in self.draft.items()})


class Running(TopBarScreen):
    def t(self, name: str) -> str:
        return word(self.app, name)

    def name(self) -> str:
        return "Kalina Home"

    def build_banner(self, parent: Surface) -> None:
        Note(parent, self.t("cause"), Tone.WARN, headline=self.t("waits")).pack(fill="x")

    def build_body(self, body: Surface) -> None:
        Words(body, self.t("syncing"), font=Font.TITLE, wrap=True).pack(fill="x")
        progress = Progress(body)
        progress.pack(fill="x", pady=size(body, Space.L))
        progress.show(128, 214, done_text="128", of_text=self.t("of_changes"), left_text=self.t("time_left"))

    def build_actions(self, bar: ActionBar) -> None:
        self.main_button = bar.main(self.t("stop"), lambda: None, icon_name="stop-circle")
        bar.note(self.t("stays"))


SCENES = {
    "home": Home,
    "connect": lambda app: GalleryWizard(app, "connect"),
    "orders": lambda app: GalleryWizard(app, "orders"),
    "warehouses": lambda app: GalleryWizard(app, "warehouses"),
    "confirm": lambda app: GalleryWizard(app, "confirm"),
    "progress": Running,
}
