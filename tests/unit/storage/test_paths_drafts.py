"""The user's folder, network drives, and half-finished wizards."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storage.drafts import Drafts
from storage.drives import file_system, is_on_network, is_share
from storage.paths import HOME_VARIABLE, Paths, is_connection_id, make_folder, write_whole
from sync.errors import Bug, SettingsError

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /home/user\\040one nfs4 rw 0 0
tmpfs /home/user\\040one/local tmpfs rw 0 0
//nas/share /mnt/nas cifs rw 0 0
/dev/sdb1 /mnt/nas ext4 rw 0 0
broken
"""


def test_the_users_folder_can_be_moved(tmp_path: Path) -> None:
    assert Paths.of_user({HOME_VARIABLE: str(tmp_path)}).home == tmp_path
    assert Paths.of_user({HOME_VARIABLE: " "}).home == Paths.of_user({}).home


def test_the_users_folder_lies_in_his_home(home: Path) -> None:
    assert home in Paths.of_user({}).home.parents
    assert Paths.of_user({}).home.name == "Mostik"


def test_all_folders_lie_in_one(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    assert {paths.connections.parent, paths.logs.parent, paths.drafts.parent} == {tmp_path}
    assert paths.state_file("a-1") == tmp_path / "connections" / "a-1.sqlite"


@pytest.mark.parametrize(
    "text", ["", "-a", "A", "a.b", "../a", "a/b", "con", "com1", "lpt9", "щ", "a" * 42, "a\n"]
)
def test_what_cannot_be_an_id(tmp_path: Path, text: str) -> None:
    assert not is_connection_id(text)
    with pytest.raises(SettingsError):
        Paths(tmp_path).state_file(text)


def test_a_folder_where_a_file_stands_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="cannot be made"):
        make_folder(tmp_path / "file" / "inner")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    write_whole(target, "ж\n")
    assert target.read_bytes() == "ж\n".encode()
    with pytest.raises(UnicodeEncodeError):
        write_whole(target, "x" * 100_000 + "\ud800")
    assert target.read_bytes() == "ж\n".encode()


def test_a_file_where_a_folder_stands_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(SettingsError, match="cannot be written"):
        write_whole(tmp_path / "a.json", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/etc/x", "ext4"),
        ("/home/user one/.local/share", "nfs4"),
        ("/home/user one", "nfs4"),
        ("/home/user one/local/x", "tmpfs"),
        ("/home/user", "ext4"),
        ("/mnt/nas/x", "ext4"),
    ],
)
def test_the_file_system_of_a_path(path: str, expected: str) -> None:
    assert file_system(Path(path), MOUNTS) == expected


@pytest.mark.parametrize("path", [r"\\?\UNC\nas\share\x", r"//?/UNC/nas/share"])
def test_a_share_is_told_by_its_long_name(path: str) -> None:
    assert is_share(path)
    assert is_on_network(Path(path))


@pytest.mark.parametrize("path", [r"C:\Users\x", r"\\?\C:\x", "/home/x"])
def test_a_disk_is_no_share(path: str) -> None:
    assert not is_share(path)


def test_this_machines_folder_is_local(tmp_path: Path) -> None:
    assert not is_on_network(tmp_path / "not" / "there" / "yet")


def test_a_draft_is_kept_by_step(tmp_path: Path) -> None:
    drafts = Drafts(Paths(tmp_path))
    steps: dict[str, dict[str, Any]] = {
        "connect": {"url": "https://щ.example"},
        "stock": {"reserve": Decimal("1.50"), "links": [[1, 2]]},
    }
    assert (drafts.load("new"), drafts.list()) == (None, [])
    drafts.save("new", {"connect": {}})
    drafts.save("new", steps)
    loaded = drafts.load("new")
    assert loaded is not None
    assert loaded.steps == steps
    drafts.delete("new")
    drafts.delete("new")
    assert drafts.list() == []


def test_drafts_are_listed_the_last_changed_first(tmp_path: Path) -> None:
    drafts = Drafts(Paths(tmp_path))
    for number, draft_id in enumerate(("a", "c", "b")):
        drafts.save(draft_id, {})
        os.utime(tmp_path / "drafts" / f"{draft_id}.json", (1_000 + number, 1_000 + number))
    assert [draft.id for draft in drafts.list()] == ["b", "c", "a"]


@pytest.mark.parametrize("content", ["", "[]", '{"connect": 1}', "{", "\x00"])
def test_a_draft_that_cannot_be_read_is_as_if_there_were_none(tmp_path: Path, content: str) -> None:
    drafts = Drafts(Paths(tmp_path))
    drafts.save("new", {})
    (tmp_path / "drafts" / "new.json").write_text(content, encoding="utf-8")
    assert (drafts.load("new"), drafts.list()) == (None, [])


@pytest.mark.parametrize(
    "answers", [{"shop token": "x"}, {"list": [{"Password": "x"}]}, {"client_secret": "x"}]
)
def test_a_draft_keeps_no_secret(tmp_path: Path, answers: dict[str, Any]) -> None:
    with pytest.raises(Bug):
        Drafts(Paths(tmp_path)).save("new", {"connect": answers})
    assert list(tmp_path.iterdir()) == []


def test_a_draft_cannot_leave_its_folder(tmp_path: Path) -> None:
    with pytest.raises(Bug):
        Drafts(Paths(tmp_path)).save("../new", {})
