"""``new``, ``list``, ``show`` and ``delete``: a connection comes into being whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.bridge import TOKEN
from tests.e2e.command_line import (
    NAME,
    Command,
    Ended,
    Place,
    command,
    fast_simulator,
    inside,
    make_place,
    secrets,
)

_KEYRING = '''
"""A keyring for one test: it keeps secrets in a file, unless it is told to lose them."""

import json, os, pathlib
from keyring.backend import KeyringBackend

FILE = pathlib.Path(os.environ["TEST_KEYRING_FILE"])


class Kept(KeyringBackend):
    priority = 9

    def _all(self):
        return json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}

    def get_password(self, service, username):
        return self._all().get(service)

    def set_password(self, service, username, password):
        FILE.write_text(json.dumps({**self._all(), service: password}), "utf-8")

    def delete_password(self, service, username):
        FILE.write_text(json.dumps({k: v for k, v in self._all().items() if k != service}), "utf-8")


class Forgetful(Kept):
    def set_password(self, service, username, password):
        pass
'''


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """The sample shop and warehouse, not joined yet."""
    with fast_simulator(orders=40) as simulator:
        yield make_place(tmp_path, simulator, connected=False)


@pytest.fixture
def keyring(tmp_path: Path) -> dict[str, str]:
    """The environment of a computer with a keyring."""
    (tmp_path / "keyring_of_the_test.py").write_text(_KEYRING, encoding="utf-8")
    return {
        "PYTHONPATH": str(tmp_path),
        "PYTHON_KEYRING_BACKEND": "keyring_of_the_test.Kept",
        "TEST_KEYRING_FILE": str(tmp_path / "kept.json"),
    }


def made(place: Place, *options: str, token: str = TOKEN, by: Command = inside, **environment: str) -> Ended:
    file = place.folder / "connection.json"
    if not file.exists():
        place.written()
    return by(
        "new", "--from", str(file), "--secrets-from-stdin", *options, told=secrets(token), **environment
    )


def nothing_was_made(place: Place) -> bool:
    folder = place.home / "connections"
    return inside("list", "--json").data == [] and not (folder.exists() and any(folder.glob("*.sqlite")))


def without_key(place: Place) -> None:
    data = place.profile.model_dump(mode="json")
    data["connect"]["shop_key"] = ""
    place.written(connect=data["connect"])


def key_of(ended: Ended) -> str:
    return str(ended.data["settings"]["connect"]["shop_key"])


def test_a_connection_is_made_after_both_sides_were_tested(place: Place) -> None:
    ended = made(place, by=command)
    assert ended.code == 0, ended.err
    for said in ("passed: BaseLinker answers", "passed: The token is accepted", "Warehouse"):
        assert said in ended.out
    assert "failed" not in ended.out
    assert f"The connection {NAME} is made." in ended.out
    # No keyring on this computer: said, and no token in any file.
    assert "No password store was found on this computer" in ended.err
    assert "--secrets-from-stdin each time" in ended.err
    everything = b"".join(file.read_bytes() for file in place.home.rglob("*") if file.is_file())
    assert TOKEN.encode() not in everything
    listed = command("list")
    assert listed.code == 0
    assert NAME in listed.out
    assert "Not run yet" in listed.out
    assert "Orders, Products and prices, Warehouses and stock" in listed.out
    shown = command("show", "sample", "--json").data
    assert shown["settings"]["confirmed_first_run"] is False
    assert shown["settings"]["connect"]["shop_key"] == "bl-sample"
    assert shown["last_run"] is None
    assert place.sync("--dry-run").code in (0, 1)


def test_the_token_is_kept_in_the_keyring_and_deleted_with_the_connection(
    place: Place, keyring: dict[str, str]
) -> None:
    ended = made(place, by=command, **keyring)
    assert ended.code == 0, ended.err
    assert "Secrets are kept in your computer’s password store, not in Mostik’s files." in ended.out
    kept = json.loads(Path(keyring["TEST_KEYRING_FILE"]).read_text("utf-8"))
    assert kept == {"Mostik/sample/shop token": TOKEN}
    assert command("sync", NAME, "--dry-run", **keyring).code in (0, 1)
    assert command("check", NAME, **keyring).code in (0, 1)
    deleted = command("delete", NAME, "--yes", **keyring)
    assert deleted.code == 0, deleted.err
    assert "The connection is deleted." in deleted.out
    assert json.loads(Path(keyring["TEST_KEYRING_FILE"]).read_text("utf-8")) == {}


@pytest.mark.parametrize("backend", ["keyring_of_the_test.Forgetful", "keyring.backends.null.Keyring"])
def test_a_keyring_that_keeps_nothing_is_not_believed(
    place: Place, keyring: dict[str, str], backend: str
) -> None:
    ended = made(place, by=command, **{**keyring, "PYTHON_KEYRING_BACKEND": backend})
    assert ended.code == 0
    assert "did not keep the secret" in ended.err or "secrets cannot be kept" in ended.err
    assert "The secrets were not kept" in ended.err


def test_deleting_says_what_it_means_and_waits_for_a_yes(place: Place) -> None:
    made(place)
    asked = inside("delete", NAME)
    assert asked.code == 4
    assert "Nothing was deleted." in asked.err
    assert "the marks of imported orders" in asked.out
    assert "bl-sample" in asked.out
    assert inside("show", NAME).code == 0
    deleted = inside("delete", NAME, "--yes")
    # Without a keyring it is not known whether one elsewhere still holds the token.
    assert deleted.code == 1
    assert nothing_was_made(place)
    assert place.warehouse_file.exists()


def test_the_connection_of_the_readme_and_its_warehouse_are_made(place: Place, repository: Path) -> None:
    readme = (repository / "README.md").read_text(encoding="utf-8")
    data = json.loads(readme.split("```json")[1].split("```")[0])
    target = place.folder / "new" / "own.sqlite"
    target.parent.mkdir()
    data["connect"]["shop"]["url"] = place.simulator.url
    data["connect"]["warehouse"]["path"] = str(target)
    (place.folder / "connection.json").write_text(json.dumps(data), encoding="utf-8")
    refused = made(place, token="1-2-WRONG")
    assert refused.code == 2
    assert "failed: The token is accepted" in refused.out
    assert not target.exists()
    ended = made(place)
    assert ended.code == 0, ended.err
    assert f"A new, empty warehouse was made in {target}." in ended.out
    assert target.exists()
    settings = inside("show", "My shop", "--json").data["settings"]
    key = settings["connect"]["shop_key"]
    assert key.startswith("bl-")
    assert len(key) == len("bl-") + 8
    assert settings["connect"]["warehouse"]["path"] == str(target)
    looked = inside("sync", "my SHOP", "--dry-run", "--secrets-from-stdin", told=secrets())
    assert looked.code in (0, 1), looked.out


def test_a_new_warehouse_goes_again_where_the_rest_fails(place: Place) -> None:
    target = place.folder / "own.sqlite"
    data = place.profile.model_dump(mode="json")
    data["connect"]["warehouse"]["path"] = str(target)
    place.written(connect=data["connect"])
    # The sample's objects are not in a new warehouse.
    ended = made(place)
    assert ended.code == 2
    assert "The warehouse has no location" in ended.err
    assert "No connection was made." in ended.err
    assert nothing_was_made(place)
    assert not list(place.folder.glob("own.sqlite*"))


def test_a_shop_that_the_warehouse_knows_is_offered_again(place: Place) -> None:
    made(place)
    assert place.sync("--yes", by=inside).code in (0, 1)
    orders = place.documents()
    assert orders > 1
    without_key(place)
    asked = made(place, "--name", "Second")
    assert asked.code == 4
    assert f"This warehouse already holds {orders} orders of shop bl-sample." in asked.err
    assert "--same-shop bl-sample" in asked.err
    assert "--new-shop" in asked.err
    assert [entry["name"] for entry in inside("list", "--json").data] == [NAME]
    wrong = made(place, "--name", "Second", "--same-shop", "bl-other")
    assert wrong.code == 2
    assert "This warehouse knows no shop bl-other." in wrong.err
    same = made(place, "--name", "Second", "--same-shop", "bl-sample")
    assert same.code == 0, same.err
    assert key_of(inside("show", "Second", "--json")) == "bl-sample"
    other = made(place, "--name", "Third", "--new-shop")
    assert other.code == 0, other.err
    assert key_of(inside("show", "third", "--json")) not in ("", "bl-sample")
    # The same shop joined anew writes none of its orders a second time.
    told = secrets()
    again = inside("sync", "Second", "--yes", "--secrets-from-stdin", "--json", told=told)
    assert again.code in (0, 1), again.err
    assert place.documents() == orders


def test_a_name_is_given_once(place: Place) -> None:
    made(place)
    ended = made(place)
    assert ended.code == 2
    assert f"There is already a connection called {NAME}." in ended.err
    assert len(inside("list", "--json").data) == 1


def test_choices_that_do_not_exist_are_named_and_nothing_is_made(place: Place) -> None:
    data = place.profile.model_dump(mode="json")
    data["orders"] |= {"statuses": ["99901"], "operator_id": 77, "payment_types": {"Банков превод": 55}}
    data["products"]["catalogs"] = ["12"]
    data["stock"] |= {"location_for_orders": 88}
    place.written(**{step: data[step] for step in ("orders", "products", "stock")})
    ended = made(place)
    assert ended.code == 2
    for sentence in (
        "The shop has no order status 99901.",
        "The shop has no catalogue 12.",
        "The warehouse has no payment type 55.",
        "The warehouse has no user 77.",
        "The warehouse has no location 88.",
        "No connection was made.",
    ):
        assert sentence in ended.err
    assert nothing_was_made(place)


def test_steps_that_are_missing_are_named(place: Place) -> None:
    place.written(stock=None, orders=None)
    ended = made(place)
    assert ended.code == 2
    assert "The step orders is missing." in ended.err
    assert "The step stock is missing." in ended.err
    assert nothing_was_made(place)


def test_without_a_token_nothing_is_made(place: Place) -> None:
    place.written()
    file = str(place.folder / "connection.json")
    ended = inside("new", "--from", file)
    assert ended.code == 2
    assert "The shop’s token is missing." in ended.err
    assert "--secrets-from-stdin" in ended.err
    assert nothing_was_made(place)
    for told in ("1-2-X", '{"token": "1-2-X"}'):
        ended = inside("new", "--from", file, "--secrets-from-stdin", told=told)
        assert ended.code == 2
        assert "The secrets on the standard input are not as expected" in ended.err
        assert "1-2-X" not in ended.err + ended.out


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{broken", "connection.json is not an exported connection of Mostik."),
        ("[]", "connection.json is not an exported connection of Mostik."),
        ('{"version": 2, "connect": {}}', "connection.json was written by a newer version of Mostik."),
        ('{"version": 1, "connect": {}}', "In connection.json these fields are missing or not as expected"),
        ("\udcff", "connection.json is not an exported connection of Mostik."),
    ],
)
def test_a_file_that_is_no_connection(place: Place, text: str, sentence: str) -> None:
    (place.folder / "connection.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    ended = made(place)
    assert ended.code == 2
    assert sentence in ended.err
    assert "Traceback" not in ended.err
    assert nothing_was_made(place)


def test_a_field_that_nobody_knows_is_named(place: Place) -> None:
    place.written(colour="blue")
    ended = made(place)
    assert ended.code == 2
    assert "connection.json has fields that this Mostik does not know: colour." in ended.err


def test_a_file_that_is_not_there(place: Place) -> None:
    ended = command(
        "new", "--from", str(place.folder / "nowhere.json"), "--secrets-from-stdin", told=secrets()
    )
    assert ended.code == 2
    assert "nowhere.json cannot be read." in ended.err
