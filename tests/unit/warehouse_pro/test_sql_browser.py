"""SQL Servers are found by the protocol of SQL Server Browser; what answers here is a local socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.errors import Unreachable
from sync.warehouses.warehouse_pro.sql_browser import FoundServer, find_servers, read_answer

_OFFICE = (
    "ServerName;OFFICE;InstanceName;SQLEXPRESS;IsClustered;No;Version;15.0.2000.5;tcp;49755;"
    r"np;\\OFFICE\pipe\MSSQL$SQLEXPRESS\sql\query;;"
    "ServerName;OFFICE;InstanceName;MSSQLSERVER;IsClustered;No;Version;10.50.1600.1;np;"
    r"\\OFFICE\pipe\sql\query;;"
)


def _answer(text: str, encoding: str = "utf-8") -> bytes:
    data = text.encode(encoding)
    return b"\x05" + len(data).to_bytes(2, "little") + data


@contextmanager
def browser(*answers: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """Answers one question at a free port of this computer; gives the port and what was asked."""
    heard: list[bytes] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(20)

        def answer() -> None:
            question, whence = listening.recvfrom(512)
            heard.append(question)
            for each in answers:
                listening.sendto(each, whence)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield int(listening.getsockname()[1]), heard
        thread.join()


def test_the_instances_of_a_computer_are_found() -> None:
    with browser(_answer(_OFFICE)) as (port, heard):
        found = find_servers("127.0.0.1", seconds=20, port=port)
    assert heard == [b"\x03"]
    assert found == [
        FoundServer("OFFICE", "MSSQLSERVER", "2008", None),
        FoundServer("OFFICE", "SQLEXPRESS", "2019", 49755),
    ]
    assert [one.address for one in found] == ["OFFICE", r"OFFICE\SQLEXPRESS"]


def test_nobody_answers() -> None:
    with browser() as (port, heard):
        assert find_servers("127.0.0.1", seconds=0.05, port=port) == []
    assert heard == [b"\x03"]


def test_what_cannot_be_asked_is_told() -> None:
    with pytest.raises(Unreachable) as error:
        find_servers("127.0.0.1", seconds=0.05, port=0)
    assert error.value.advice is not None


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (b"", []),
        (b"\x05\x00", []),
        (b"\x04\x05\x00abc;;", []),
        (_answer("ServerName;;InstanceName;A;;"), []),
        (_answer("InstanceName;A;;"), []),
        (_answer("servername;PC;INSTANCENAME;A"), [FoundServer("PC", "A")]),
        (_answer("ServerName;PC;InstanceName;A;tcp;x;;"), [FoundServer("PC", "A")]),
        (_answer("ServerName;PC;InstanceName;A;tcp;99999999;Version;99.1;;"), [FoundServer("PC", "A")]),
        (_answer("ServerName;PC{;InstanceName;A;;"), []),
        (_answer("ServerName;P\x00C;InstanceName;A;;"), []),
        (_answer("ServerName;СКЛАД;InstanceName;A;;", "cp1251"), [FoundServer("СКЛАД", "A")]),
        # The length that it tells is not relied upon.
        (b"\x05\xff\xff" + b"ServerName;PC;InstanceName;A;;", [FoundServer("PC", "A")]),
    ],
)
def test_answers_of_every_kind(answer: bytes, found: list[FoundServer]) -> None:
    assert read_answer(answer) == found


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_no_answer_breaks_it(data: bytes) -> None:
    for head in (b"", b"\x05\x00\x00", b"\x05\x00\x00ServerName;A;InstanceName;"):
        assert all(one.computer for one in read_answer(head + data))
