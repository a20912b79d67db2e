"""The building stones of the screens. What each is for: docs/window.md."""

from __future__ import annotations

from wizard.widgets.buttons import LinkButton, PushButton
from wizard.widgets.cards import Card, TwoColumns
from wizard.widgets.chart import RunBar, RunChart
from wizard.widgets.choices import CheckList, FilterChips, Option, Segments, Tick, Tiles, Toggle
from wizard.widgets.date_field import DateField
from wizard.widgets.dialog import Answer, Question, Trouble
from wizard.widgets.fields import ChoiceField, Field, Form, NumberField, SearchField, TextField
from wizard.widgets.flow import Flow
from wizard.widgets.folds import Fold
from wizard.widgets.mapping import MappedThing, MappingTable
from wizard.widgets.notes import Badge, Note, ResultPanel
from wizard.widgets.progress import Progress
from wizard.widgets.radio_list import RadioList
from wizard.widgets.scrolling import ScrollingBody
from wizard.widgets.secret_field import SecretField
from wizard.widgets.surface import Surface, hairline
from wizard.widgets.table import Column, Mark, Table
from wizard.widgets.texts import RichText, Words
from wizard.widgets.tooltip import Tooltip

__all__ = [
    "Answer",
    "Badge",
    "Card",
    "CheckList",
    "ChoiceField",
    "Column",
    "DateField",
    "Field",
    "FilterChips",
    "Flow",
    "Fold",
    "Form",
    "LinkButton",
    "MappedThing",
    "MappingTable",
    "Mark",
    "Note",
    "NumberField",
    "Option",
    "Progress",
    "PushButton",
    "Question",
    "RadioList",
    "ResultPanel",
    "RichText",
    "RunBar",
    "RunChart",
    "ScrollingBody",
    "SearchField",
    "SecretField",
    "Segments",
    "Surface",
    "Table",
    "TextField",
    "Tick",
    "Tiles",
    "Toggle",
    "Tooltip",
    "Trouble",
    "TwoColumns",
    "Words",
    "hairline",
]
