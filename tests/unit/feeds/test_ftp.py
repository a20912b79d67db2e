"""Feeds by FTP and FTPS, to a real server with the habits and faults of small hosts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.errors import MostikError, SettingsError, Unreachable
from sync.shops.feeds import FeedForm, FeedItem, FtpDelivery, FtpPlace, StandingFeed, replace_feed
from tests.unit.feeds.ftp_server import PASSWORD, USER, Habits, Host, ftp_host, write_certificate


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with ftp_host(tmp_path_factory.mktemp("host")) as found:
        yield found


@pytest.fixture(autouse=True)
def as_new(host: Host) -> None:
    host.habits.__init__()  # type: ignore[misc]  # as it was at the beginning
    folder = host.root / "feeds"
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()


def place(host: Host) -> FtpPlace:
    return FtpPlace("127.0.0.1", USER, "products.csv", host.port, "feeds", encrypted=False)


def feed(folder: Path, count: int = 3) -> StandingFeed:
    items = (FeedItem(f"{number:05}", "Чаша") for number in range(count))
    return replace_feed(folder / "own.csv", items, FeedForm())


def stands(host: Host) -> bytes:
    return (host.root / "feeds" / "products.csv").read_bytes()


def test_a_feed_is_uploaded_beside_and_renamed(host: Host, tmp_path: Path) -> None:
    delivery = FtpDelivery(place(host), PASSWORD)
    whole = feed(tmp_path, 20_000)
    delivery.deliver(whole)
    assert stands(host) == whole.path.read_bytes()
    assert [each.name for each in (host.root / "feeds").iterdir()] == ["products.csv"]
    told = [each for each in host.habits.commands if each in ("STOR", "SIZE", "RNFR", "RNTO", "DELE")]
    assert told == ["STOR", "SIZE", "RNFR", "RNTO"]
    delivery.deliver(feed(tmp_path))
    assert stands(host).count(b"\n") == 4
    assert delivery.place == f"127.0.0.1:{host.port}/feeds/products.csv"


def test_a_server_that_renames_over_nothing_and_tells_no_size(host: Host, tmp_path: Path) -> None:
    host.habits.rename_over = host.habits.tells_size = False
    delivery = FtpDelivery(place(host), PASSWORD)
    for count in (3, 5):
        delivery.deliver(feed(tmp_path, count))
        assert stands(host).count(b"\n") == count + 1


def test_a_server_that_speaks_in_old_letters_and_of_no_size(host: Host, tmp_path: Path) -> None:
    host.habits.size_told = "готово"
    whole = feed(tmp_path)
    FtpDelivery(place(host), PASSWORD).deliver(whole)
    assert stands(host) == whole.path.read_bytes()
    host.habits.old_letters = True
    with pytest.raises(SettingsError, match="refuses this user and password"):
        FtpDelivery(place(host), "другата").deliver(whole)


def test_what_no_command_can_hold_is_told(host: Host, tmp_path: Path) -> None:
    with pytest.raises(MostikError):
        FtpDelivery(replace(place(host), name="a\nb.csv"), PASSWORD).deliver(feed(tmp_path))


@pytest.mark.parametrize(
    ("habits", "sentence"),
    [
        (Habits(cut=10), "arrived at 127.0.0.1 only in part"),
        (Habits(falls_silent_at="STOR"), "does not answer"),
        (Habits(falls_silent_at="RNTO"), "is not known"),
    ],
)
def test_the_old_feed_stands_where_the_new_one_did_not_arrive(
    host: Host, tmp_path: Path, habits: Habits, sentence: str
) -> None:
    delivery = FtpDelivery(place(host), PASSWORD)
    delivery.deliver(feed(tmp_path))
    before = stands(host)
    host.habits.cut, host.habits.falls_silent_at = habits.cut, habits.falls_silent_at
    with pytest.raises(MostikError, match=sentence):
        delivery.deliver(feed(tmp_path, 9))
    assert stands(host) == before
    host.habits.cut, host.habits.falls_silent_at = None, ""
    delivery.deliver(feed(tmp_path, 9))
    assert stands(host).count(b"\n") == 10


def test_the_check_leaves_nothing_behind(host: Host) -> None:
    FtpDelivery(place(host), PASSWORD).check()
    assert list((host.root / "feeds").iterdir()) == []


def test_a_wrong_password_folder_or_server_is_told_without_the_password(host: Host, tmp_path: Path) -> None:
    good = place(host)
    for wrong, password, kind, sentence in (
        (good, "другата", SettingsError, "refuses this user and password"),
        (replace(good, folder="elsewhere"), PASSWORD, SettingsError, "does not allow"),
        (replace(good, host="127.0.0.2", port=9), PASSWORD, Unreachable, "does not answer by FTP"),
    ):
        with pytest.raises(kind, match=sentence) as error:
            FtpDelivery(wrong, password).deliver(feed(tmp_path))
        assert password not in f"{error.value}{error.value.detail}"


def test_everything_is_encrypted_where_the_owner_wants_it(tmp_path: Path) -> None:
    certificate = tmp_path / "certificate.pem"
    write_certificate(certificate)
    root = tmp_path / "root"
    root.mkdir()
    with ftp_host(root, certificate=certificate) as host:
        safe = FtpPlace("127.0.0.1", USER, "products.csv", host.port, any_certificate=True)
        whole = feed(tmp_path, 5000)
        FtpDelivery(safe, PASSWORD).deliver(whole)
        assert (root / "products.csv").read_bytes() == whole.path.read_bytes()
        with pytest.raises(SettingsError, match="not one that anybody vouches for"):
            FtpDelivery(replace(safe, any_certificate=False), PASSWORD).deliver(whole)
        with pytest.raises(MostikError):
            FtpDelivery(replace(safe, encrypted=False), PASSWORD).deliver(whole)
