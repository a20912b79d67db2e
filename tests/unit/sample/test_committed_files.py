"""The committed files are what the generator makes, and nobody real is in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sync.simulators.sample.build import sample_texts
from sync.simulators.sample.files import DEMO_FOLDER, text_of

_RESERVED = re.compile(r"(^|\.)(example|invalid|test|localhost)$|^example\.(com|net|org)$")


@pytest.fixture(scope="module")
def texts() -> dict[Path, str]:
    return sample_texts()


def test_committed_files_equal_the_generated_ones(texts: dict[Path, str]) -> None:
    for path, text in texts.items():
        assert path.read_bytes().decode("utf-8") == text, f"{path.name}: run python -m sync.simulators.sample"


def test_nothing_else_lies_in_the_folder(texts: dict[Path, str]) -> None:
    assert {path for path in DEMO_FOLDER.iterdir() if path.suffix == ".json"} == set(texts)


def test_generating_twice_gives_the_same(texts: dict[Path, str]) -> None:
    assert sample_texts() == texts


def test_lines_are_short_enough_to_read(texts: dict[Path, str]) -> None:
    longest = max((line for text in texts.values() for line in text.splitlines()), key=len)
    assert len(longest) <= 560, longest  # one long comment of a buyer
    assert sum(len(line) > 140 for text in texts.values() for line in text.splitlines()) <= 3


def test_every_domain_is_kept_free_for_examples(texts: dict[Path, str]) -> None:
    text = "\n".join(texts.values())
    domains = set(re.findall(r"@([A-Za-z0-9.-]+)", text)) | set(re.findall(r"https?://([^/\"]+)", text))
    assert len(domains) > 5
    assert [domain for domain in sorted(domains) if not _RESERVED.search(domain.lower())] == []


def test_long_values_are_broken_up_without_loss() -> None:
    assert text_of({"a": [1, 2]}) == '{"a": [1, 2]}\n'
    long = text_of({"first": "x" * 70, "second": "y" * 70, "third": [{"n": "z" * 140}, 2]})
    assert long.splitlines()[0] == "{"
    assert max(map(len, long.splitlines())) < 160
