"""Connections: made, listed, renamed, copied, deleted, exported and imported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from storage.migrations import copy_before
from storage.paths import Paths
from storage.profiles import Profiles
from sync.errors import Bug, SettingsError, Unreachable
from sync.profile import PROFILE_VERSION, Profile
from tests.unit.storage.examples import order, profile


@pytest.fixture
def bakery(profiles: Profiles) -> Profile:
    made = profile("bakery")
    profiles.create(made)
    return made


def test_there_are_none_at_first(profiles: Profiles, paths: Paths) -> None:
    assert profiles.list() == []
    assert not paths.home.exists()


def test_a_connection_is_made_and_read_again(profiles: Profiles, bakery: Profile) -> None:
    assert profiles.load("bakery") == bakery
    assert [(entry.id, entry.profile, entry.problem) for entry in profiles.list()] == [
        ("bakery", bakery, None)
    ]


def test_a_change_is_stored(profiles: Profiles, bakery: Profile) -> None:
    changed = bakery.model_copy(update={"paused": True})
    profiles.save(changed)
    assert profiles.load("bakery") == changed


def test_a_profile_does_not_go_into_the_file_of_another(profiles: Profiles, bakery: Profile) -> None:
    with profiles.open("bakery", write=True) as journal, pytest.raises(Bug):
        journal.save_profile(profile("other"))
    assert profiles.load("bakery") == bakery


def test_nothing_is_stored_while_the_connection_is_synced(profiles: Profiles, bakery: Profile) -> None:
    with profiles.open("bakery", write=True):
        for attempt in (
            lambda: profiles.save(bakery),
            lambda: profiles.rename("bakery", "B"),
            lambda: profiles.delete("bakery"),
        ):
            with pytest.raises(Unreachable, match="another window"):
                attempt()
        assert profiles.load("bakery") == bakery


def test_a_renamed_connection_keeps_id_and_memory(profiles: Profiles, bakery: Profile) -> None:
    with profiles.open("bakery", write=True) as journal:
        journal.put(order("1"))
    assert profiles.rename("bakery", "Kawiarnia") == bakery.model_copy(update={"name": "Kawiarnia"})
    with profiles.open("bakery", write=False) as journal:
        assert journal.profile().name == "Kawiarnia"
        assert len(list(journal.inbox())) == 1


@pytest.mark.parametrize("name", ["", "x" * 101])
def test_a_name_that_is_none_is_refused(profiles: Profiles, bakery: Profile, name: str) -> None:
    with pytest.raises(SettingsError, match="between 1 and 100"):
        profiles.rename("bakery", name)


def test_a_name_is_given_only_once_whatever_its_capitals(profiles: Profiles, bakery: Profile) -> None:
    taken = bakery.name.upper()
    profiles.create(profile("other", "Other"))
    for attempt in (
        lambda: profiles.create(profile("third", taken)),
        lambda: profiles.rename("other", taken),
        lambda: profiles.copy("other", taken),
        lambda: profiles.save(profile("other", taken)),
    ):
        with pytest.raises(SettingsError, match="already a connection called"):
            attempt()
    assert profiles.rename("bakery", taken).name == taken


def test_a_copy_has_the_choices_and_nothing_else(profiles: Profiles, bakery: Profile) -> None:
    with profiles.open("bakery", write=True) as journal:
        journal.receive([order("1")], ("cursor", "x"))
    copied = profiles.copy("bakery", "Second shop")
    assert copied.id == "second-shop"
    assert copied.orders == bakery.orders
    assert (copied.confirmed_first_run, copied.schedule.enabled, copied.schedule.orders_every) == (
        False,
        False,
        5,
    )
    with profiles.open(copied.id, write=False) as journal:
        assert journal.profile() == copied
        assert (list(journal.inbox()), journal.recall("cursor")) == ([], None)


def test_a_deleted_connection_leaves_nothing(profiles: Profiles, bakery: Profile, paths: Paths) -> None:
    copy_before(paths.state_file("bakery"), 2).write_bytes(b"copy")
    profiles.create(profile("bakery-2", "Other"))
    profiles.delete("bakery")
    profiles.delete("bakery")
    assert {path.name for path in paths.connections.iterdir()} == {"bakery-2.sqlite", "bakery-2.sqlite.lock"}
    assert [entry.id for entry in profiles.list()] == ["bakery-2"]


def test_a_broken_file_hides_no_other_and_says_why(profiles: Profiles, bakery: Profile, paths: Paths) -> None:
    paths.state_file("broken").write_bytes(b"broken" * 1000)
    paths.connections.joinpath("bakery.before-v2.sqlite").write_bytes(b"copy")
    paths.connections.joinpath("Notes of mine.sqlite").write_bytes(b"")
    first, second = profiles.list()
    assert first.profile == bakery
    assert (second.id, second.profile) == ("broken", None)
    assert "damaged" in str(second.problem)
    with pytest.raises(SettingsError, match="damaged"):
        profiles.find("broken")
    profiles.delete("broken")
    assert [entry.id for entry in profiles.list()] == ["bakery"]


def test_a_connection_is_found_by_name_or_id(profiles: Profiles, bakery: Profile) -> None:
    assert profiles.find(bakery.name.lower()) == profiles.find("bakery") == bakery
    with pytest.raises(SettingsError, match="no connection called Zorro"):
        profiles.find("Zorro")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Łódź — sklep Nr 1", "odz-sklep-nr-1"),
        ("Пекарна", "connection"),
        ("CON", "connection"),
        ("a" * 80, "a" * 30),
        ("bakery", "bakery-2"),
    ],
)
def test_a_new_id_can_be_a_files_name_everywhere(
    profiles: Profiles, bakery: Profile, name: str, expected: str
) -> None:
    assert profiles.new_id(name) == expected


def _exported(profiles: Profiles, target: Path) -> dict[str, Any]:
    profiles.export_to("bakery", target)
    data: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return data


def test_an_exported_connection_is_imported_elsewhere(
    profiles: Profiles, bakery: Profile, tmp_path: Path
) -> None:
    target = tmp_path / "export.json"
    profiles.export_to("bakery", target)
    elsewhere = Profiles(Paths(tmp_path / "elsewhere"))
    imported = elsewhere.import_from(target)
    assert elsewhere.load("bakery") == imported
    assert imported.connect == bakery.connect
    assert (imported.id, imported.name) == (bakery.id, bakery.name)
    assert (imported.confirmed_first_run, imported.schedule.enabled) == (False, False)


def test_an_import_beside_the_original_gets_another_id_and_name(
    profiles: Profiles, bakery: Profile, tmp_path: Path
) -> None:
    target = tmp_path / "export.json"
    profiles.export_to("bakery", target)
    first, second = profiles.import_from(target), profiles.import_from(target)
    assert [first.name, second.name] == [f"{bakery.name} (2)", f"{bakery.name} (3)"]
    assert len({bakery.id, first.id, second.id}) == 3


def test_an_export_that_an_editor_saved_again_is_read(
    profiles: Profiles, bakery: Profile, tmp_path: Path
) -> None:
    target = tmp_path / "export.json"
    profiles.export_to("bakery", target)
    target.write_text(target.read_text(encoding="utf-8"), encoding="utf-8-sig", newline="\r\n")
    assert profiles.import_from(target).connect == bakery.connect


def test_fields_that_are_unknown_are_named_without_their_values(
    profiles: Profiles, bakery: Profile, tmp_path: Path
) -> None:
    data = _exported(profiles, tmp_path / "export.json")
    data["colour"] = "hush-1234"
    data["connect"]["shop"]["api key"] = "hush-5678"
    (tmp_path / "export.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        profiles.import_from(tmp_path / "export.json")
    assert "does not know: " in str(refused.value)
    assert "colour" in str(refused.value)
    assert "connect.shop.api key" in str(refused.value)
    assert "hush" not in str(refused.value) + refused.value.detail
    assert refused.value.__cause__ is None
    assert len(profiles.list()) == 1


def test_fields_that_are_missing_or_wrong_are_named(
    profiles: Profiles, bakery: Profile, tmp_path: Path
) -> None:
    data = _exported(profiles, tmp_path / "export.json")
    del data["name"]
    data["orders"]["start"] = "2026-01-01T00:00:00"
    (tmp_path / "export.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"missing or not as expected: name, orders\.start"):
        profiles.import_from(tmp_path / "export.json")


def test_an_export_of_a_newer_mostik_is_refused(profiles: Profiles, bakery: Profile, tmp_path: Path) -> None:
    data = _exported(profiles, tmp_path / "export.json") | {"version": PROFILE_VERSION + 1, "new": 1}
    (tmp_path / "export.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(SettingsError, match="newer version of Mostik"):
        profiles.import_from(tmp_path / "export.json")


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"version": 1}', b"\xff\xfe\x00", b"null", b"x" * 6_000_000]
)
def test_what_is_no_export_is_refused(profiles: Profiles, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "export.json").write_bytes(content)
    with pytest.raises(SettingsError, match=r"export.json is not an exported connection"):
        profiles.import_from(tmp_path / "export.json")


def test_a_missing_export_is_named(profiles: Profiles, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        profiles.import_from(tmp_path / "none.json")


def test_an_import_whose_id_cannot_be_a_file_gets_another(
    profiles: Profiles, bakery: Profile, tmp_path: Path
) -> None:
    data = _exported(profiles, tmp_path / "export.json") | {"id": "con", "name": "Other"}
    (tmp_path / "export.json").write_text(json.dumps(data), encoding="utf-8")
    assert profiles.import_from(tmp_path / "export.json").id == "other"
