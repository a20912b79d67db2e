"""Tables in files, as owners and their programs really make them."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.clock import TurnedClock
from sync.errors import MostikError, SettingsError, Unreachable
from sync.shops.files import (
    Encoding,
    Row,
    TableForm,
    TableKind,
    files_in,
    open_table,
    recognise,
    recognise_encoding,
    wait_until_still,
)

BULGARIAN = "Име;Код;Цена\nЧаша „Роза“;1001;6,50\nЧайник;1002;19,90 €\n"
POLISH = "Nazwa;Kod;Cena\nKubek żółty;1001;6,50\nŁyżka ąęść;1002;19,90\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(content: bytes | str, name: str = "export.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return written


Write = Callable[..., Path]


def rows_of(path: Path, form: TableForm | None = None) -> list[Row]:
    return list(open_table(path, form or recognise(path).form).rows())


# ---- encodings


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (BULGARIAN, Encoding.UTF_8),
        (BULGARIAN, Encoding.UTF_8_BOM),
        (BULGARIAN, Encoding.UTF_16),
        (BULGARIAN, Encoding.WINDOWS_1251),
        (POLISH, Encoding.WINDOWS_1250),
        (POLISH, Encoding.UTF_8),
    ],
)
def test_the_encoding_is_recognised_and_read(write: Write, text: str, encoding: Encoding) -> None:
    path = write(text, encoding=encoding.value)
    found = recognise(path)
    assert found.form == TableForm(TableKind.CSV, encoding, ";", 1)
    first = text.splitlines()[1].split(";")
    assert list(found.sample[0].cells.values()) == first
    assert found.table.row_count == 2


words = st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъьюя", min_size=3, max_size=12)


@settings(max_examples=50)
@given(st.lists(words, min_size=1, max_size=6))
def test_cyrillic_words_are_windows_1251(found: list[str]) -> None:
    assert recognise_encoding([" ".join(found).encode("windows-1251")]) is Encoding.WINDOWS_1251


def test_no_piece_of_a_file_misleads() -> None:
    content = BULGARIAN.encode()
    assert recognise_encoding([content[place : place + 1] for place in range(len(content))]) is Encoding.UTF_8


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 workbook", "This is a workbook of a spreadsheet program, not a CSV file."),
        (b"a;b\n1\x00\x00;2\n", "This file is no text."),
        ("Код;Име\n1;Ча".encode()[:-1], "The file breaks off within a letter."),
        (b"", "The file export.csv holds no table."),
        (b"\xef\xbb\xbf\n\n", "The file export.csv holds no table."),
    ],
)
def test_what_is_no_table_is_told(write: Write, content: bytes, said: str) -> None:
    with pytest.raises(MostikError) as told:
        recognise(write(content))
    assert told.value.sentence.text() == said


# ---- separators and headers


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_recognised(write: Write, separator: str) -> None:
    text = separator.join(["Име", "Код", "Цена"]) + "\n"
    text += separator.join(['"Чаша, синя; голяма | x"', "1001", '"6,50"']) + "\n"
    found = recognise(write(text))
    assert found.form.separator == separator
    assert found.sample[0].cells == {"Име": "Чаша, синя; голяма | x", "Код": "1001", "Цена": "6,50"}


def test_decimal_commas_do_not_divide_rows(write: Write) -> None:
    found = recognise(write("Код;Цена;Стара\n1;6,50;7,10\n2;7,50;8\n3;8;9,99\n"))
    assert found.form.separator == ";"


def test_a_separator_that_the_file_names_itself(write: Write) -> None:
    found = recognise(write("sep=|\r\nКод|Име\r\n1|Чаша, голяма\r\n"))
    assert (found.form.separator, found.form.header_row) == ("|", 2)
    assert found.sample[0] == Row(3, {"Код": "1", "Име": "Чаша, голяма"})


def test_a_table_of_one_column(write: Write) -> None:
    assert recognise(write("Код\n1001\n1002\n")).columns == ("Код",)


def test_titles_above_the_header_and_no_header_at_all(write: Write) -> None:
    titled = recognise(write("Справка за 11.2026\n\nКод;Име;Брой\n1;Чаша;5\n2;Чайник;7\n"))
    assert (titled.form.header_row, titled.columns) == (3, ("Код", "Име", "Брой"))
    bare = recognise(write("1001;Чаша;5\n1002;Чайник;7\n"))
    assert (bare.form.header_row, bare.columns) == (0, ("1", "2", "3"))
    assert [row.number for row in bare.sample] == [1, 2]


def test_names_that_stand_twice_are_told_apart(write: Write) -> None:
    found = recognise(write("Град,Пощенски код,,Пощенски код,\nСофия,1000,x,4000,\n"))
    assert found.columns == ("Град", "Пощенски код", "(3)", "Пощенски код (2)")
    assert list(found.sample[0].cells.values()) == ["София", "1000", "x", "4000"]


def test_a_header_that_comes_again_is_passed_over(write: Write) -> None:
    rows = rows_of(write("Код;Име\n1;Чаша\nКод;Име\n2;Чайник\n"))
    assert [(row.number, row.cells["Код"]) for row in rows] == [(2, "1"), (4, "2")]


# ---- rows


def test_a_row_too_short_or_too_long_is_told_by_its_number(write: Write) -> None:
    form = TableForm(TableKind.CSV, separator=";")
    rows = rows_of(write('Код;Име;Брой\n1;Чаша;5\n2;"Ча\nша"\n\n3;Чайник;7;9\n4;Лъжица;1;;\n'), form)
    assert [(row.number, row.problem.text() if row.problem else "") for row in rows] == [
        (2, ""),
        (3, "Row 3 is too short: 2 cells where 3 belong."),
        (5, "Row 5 is too long: 4 cells where 3 belong."),
        (6, ""),
    ]


def test_quotes_line_breaks_and_formulas_in_cells(write: Write) -> None:
    path = write('Код,Име\r\n1,"Чаша ""Роза""\r\nголяма"\r\n"=""0012""",\'=1+1\r\n3,+Ключ\r\n')
    assert [tuple(row.cells.values()) for row in rows_of(path)] == [
        ("1", 'Чаша "Роза"\r\nголяма'),
        ("0012", "=1+1"),
        ("3", "+Ключ"),
    ]


def test_a_quote_mark_in_the_wrong_place_spoils_its_row(write: Write) -> None:
    rows = rows_of(
        write('Код;Име\n1;"Монитор 24" LED"\n2;Чаша 24" LED\n'), TableForm(TableKind.CSV, separator=";")
    )
    assert rows[0].problem is not None
    assert rows[0].problem.text() == "Row 2 has a quote mark in the wrong place."
    assert (rows[1].cells["Име"], rows[1].problem) == ('Чаша 24" LED', None)


def test_a_file_that_ends_within_quotes_is_not_used_at_all(write: Write) -> None:
    path = write('Код;Име\n1;Чаша\n2;"Чайник\n3;Лъжица\n')
    with pytest.raises(Unreachable) as told:
        open_table(path, TableForm(TableKind.CSV, separator=";"))
    assert told.value.sentence.text() == "The file breaks off: a quote mark opened in row 3 is never closed."


def test_letters_of_another_encoding_are_told(write: Write) -> None:
    path = write(BULGARIAN, encoding="windows-1251")
    form = TableForm(TableKind.CSV, Encoding.UTF_8, ";", 0)
    problems = [row.problem for row in rows_of(path, form)]
    assert all(problem and "cannot be read" in problem.text() for problem in problems)
    with pytest.raises(SettingsError):
        open_table(path, TableForm(TableKind.CSV, Encoding.UTF_16, ";"))


cells = st.text(alphabet="абв;,|\t\"\n x'=", max_size=6)


@settings(max_examples=60)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=6), st.sampled_from(";,\t|"))
def test_what_a_csv_writer_wrote_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], separator: str
) -> None:
    import csv

    path = tmp_path_factory.getbasetemp() / "written.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows([["А", "Б", "В"], *rows])
    found = rows_of(path, TableForm(TableKind.CSV, separator=separator))
    wanted = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    read = [list(row.cells.values()) for row in found]
    assert all(row.problem is None for row in found)
    assert len(read) == len(wanted)
    for one, other in zip(read, wanted, strict=True):
        assert [cell.strip("'=\"") for cell in one] == [cell.strip("'=\"") for cell in other]


# ---- XML

PRODUCTS = """<?xml version="1.0" encoding="{encoding}"?>
<Shop xmlns="http://shop.example/v1"><Info>Каталог</Info><Products>
<Product id="7"><Code>1001</Code><Name><BG>Чаша &amp; чинийка</BG></Name><Price currency="EUR">6.50</Price>
<Image>a.jpg</Image><Image>b.jpg</Image></Product>
<Product id="8"><Code>1002</Code><Name><BG>Чайник</BG></Name><Price currency="EUR">19.90</Price></Product>
</Products></Shop>"""
ENTITIES = "The XML file declares entities of its own; such files are not read."
ORDERS = """<Orders>
<Order><Number>A1</Number><Lines><Line><Sku>1</Sku><Qty>2</Qty></Line></Lines><City>София</City></Order>
<Order><Number>A2</Number><Lines><Line><Sku>1</Sku><Qty>1</Qty></Line><Line><Sku>2</Sku><Qty>3</Qty></Line></Lines>
<City>Русе</City></Order>
<Order><Number>A3</Number><Lines/><City>Варна</City></Order></Orders>"""


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-16"])
def test_records_of_xml_are_rows(write: Write, encoding: str) -> None:
    found = recognise(write(PRODUCTS.format(encoding=encoding), "shop.xml", encoding))
    assert (found.form.record, found.form.line) == ("Shop/Products/Product", "")
    assert found.columns == ("@id", "Code", "Name/BG", "Price@currency", "Price", "Image", "Image (2)")
    assert found.sample[0].cells["Name/BG"] == "Чаша & чинийка"
    assert found.sample[1] == Row(
        2,
        {
            "@id": "8", "Code": "1002", "Name/BG": "Чайник", "Price@currency": "EUR", "Price": "19.90",
            "Image": "", "Image (2)": "",
        },
    )  # fmt: skip


def test_lines_of_orders_are_rows_with_what_stands_around_them(write: Write) -> None:
    found = recognise(write(ORDERS, "orders.xml"), with_lines=True)
    assert (found.form.record, found.form.line) == ("Orders/Order", "Lines/Line")
    rows = [
        (row.number, row.cells["Number"], row.cells["Lines/Line/Sku"], row.cells["City"])
        for row in found.sample
    ]
    assert rows == [
        (1, "A1", "1", "София"),
        (2, "A2", "1", "Русе"),
        (2, "A2", "2", "Русе"),
        (3, "A3", "", "Варна"),
    ]


def test_lines_that_never_repeat_are_lines_too(write: Write) -> None:
    single = "<Orders>" + ORDERS.splitlines()[1] * 2 + "</Orders>"
    found = recognise(write(single, "orders.xml"), with_lines=True)
    assert found.form.line == "Lines/Line"


def test_a_single_record_is_found(write: Write) -> None:
    found = recognise(write("<Orders>" + ORDERS.splitlines()[1] + "</Orders>", "one.xml"))
    assert (found.form.record, found.table.row_count) == ("Orders/Order", 1)


@pytest.mark.parametrize("cut", range(20, len(ORDERS) - 1, 23))
def test_half_an_xml_file_gives_no_row(write: Write, cut: int) -> None:
    with pytest.raises((Unreachable, SettingsError)) as told:
        open_table(write(ORDERS[:cut], "orders.xml"), TableForm(TableKind.XML, record="Orders/Order"))
    assert isinstance(told.value, Unreachable)
    assert "breaks off" in told.value.sentence.text()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<a><b></a>", "The file bad.xml is no proper XML: see line 1."),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', ENTITIES),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>', ENTITIES),
        (
            '<?xml version="1.0" encoding="none-such"?><a/>',
            "The encoding that the file bad.xml names is not known.",
        ),
        ("<a>text</a>", "The file bad.xml holds no records."),
        ("<a>" * 200, "The elements of this XML file lie too deep in one another."),
    ],
)
def test_xml_that_is_refused(write: Write, content: str, said: str) -> None:
    with pytest.raises(SettingsError) as told:
        recognise(write(content, "bad.xml"))
    assert told.value.sentence.text() == said


# ---- files that others write


class Writing(TurnedClock):
    """While it is slept, somebody writes on."""

    def __init__(self, path: Path, more: bytes) -> None:
        super().__init__(datetime(2026, 11, 22, tzinfo=UTC))
        self.path = path
        self.more = more

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        with self.path.open("ab") as file:
            file.write(self.more)


def test_a_file_that_is_still_being_written_is_left_alone(write: Write) -> None:
    path = write(BULGARIAN)
    with pytest.raises(Unreachable) as told:
        wait_until_still([path], Writing(path, b"3;x"))
    assert told.value.sentence.text() == "The file export.csv is still being written."
    wait_until_still([path], Writing(path, b""))


def test_a_file_that_is_empty_or_gone_is_told(write: Write, tmp_path: Path) -> None:
    clock = TurnedClock(datetime(2026, 11, 22, tzinfo=UTC))
    for path, said in ((write(b""), "is empty"), (tmp_path / "none.csv", "is not there")):
        with pytest.raises(Unreachable) as told:
            wait_until_still([path], clock)
        assert said in told.value.sentence.text()


def test_a_file_that_changes_while_it_is_read_ends_the_reading(write: Write) -> None:
    path = write(BULGARIAN)
    rows = open_table(path, recognise(path).form).rows()
    next(rows)
    with path.open("ab") as file:
        file.write("Лъжица;3;1\n".encode())
    with pytest.raises(Unreachable):
        list(rows)


def test_the_same_content_has_the_same_fingerprint(write: Write) -> None:
    one = recognise(write(BULGARIAN)).table.fingerprint
    again = recognise(write(BULGARIAN, "copy.csv")).table.fingerprint
    other = recognise(write(POLISH, "other.csv")).table.fingerprint
    assert one.digest == again.digest != other.digest


def test_a_folder_gives_its_finished_files_oldest_first(tmp_path: Path) -> None:
    for age, name in enumerate(["b.csv", "a.CSV", "c.xml", "~$b.csv", ".d.csv", "e.csv.part"]):
        (tmp_path / name).write_text("x", encoding="utf-8")
        os.utime(tmp_path / name, (1_800_000_000 - age, 1_800_000_000 - age))
    (tmp_path / "folder.csv").mkdir()
    assert [path.name for path in files_in(tmp_path, "*.csv")] == ["a.CSV", "b.csv"]
    with pytest.raises(Unreachable):
        files_in(tmp_path / "none")


# ---- length


def peak_of(work: Callable[[], int]) -> tuple[int, int]:
    tracemalloc.start()
    try:
        return work(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def many_rows(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        if path.suffix == ".xml":
            file.write("<Shop>")
            file.writelines(f"<P><Code>{n}</Code><Name>Чаша {n}</Name></P>" for n in range(count))
            file.write("</Shop>")
        else:
            file.write("Код;Име;Цена\n")
            file.writelines(f"{n};Чаша {n};{n},50\n" for n in range(count))
    return path


def read_through(path: Path) -> int:
    return sum(1 for _ in recognise(path).table.rows())


@pytest.mark.parametrize("name", ["many.csv", "many.xml"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, name: str) -> None:
    """Four thousand rows take no more than five hundred, but for what the sample and the buffers need."""
    few = peak_of(lambda: read_through(many_rows(tmp_path / f"few-{name}", 500)))
    more = peak_of(lambda: read_through(many_rows(tmp_path / name, 4_000)))
    assert (few[0], more[0]) == (500, 4_000)
    assert more[1] < few[1] + 1_500_000


@pytest.mark.sweep
@pytest.mark.parametrize("name", ["many.csv", "many.xml"])
def test_a_hundred_thousand_rows_are_streamed(tmp_path: Path, name: str) -> None:
    count, peak = peak_of(lambda: read_through(many_rows(tmp_path / name, 100_000)))
    assert count == 100_000
    assert peak < 20_000_000
