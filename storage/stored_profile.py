"""The profile of a connection: in its state file, and as the JSON of an export. Secrets are in neither."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import ValidationError

from storage.part import JournalPart
from storage.tables import ProfileRow
from sync.errors import Bug, SettingsError
from sync.profile import PROFILE_VERSION, Profile
from sync.sentences import Sentence, say

_ONLY_ROW = 1


class StoredProfile(JournalPart):
    """The profile in a state file."""

    def profile(self) -> Profile:
        """The profile. Raises SettingsError where it is missing, damaged or of a newer Mostik."""
        row = self.database.row(ProfileRow.select(ProfileRow.body).where(ProfileRow.id == _ONLY_ROW))
        if row is None:
            raise SettingsError(say("The file {file} has no profile in it.", file=self.database.path.name))
        return profile_from_text(row[0], self.database.path.name)

    def save_profile(self, profile: Profile) -> None:
        """Store the profile over the one that is there; its id never changes."""
        with self.database.writing():
            known = self.database.row(ProfileRow.select(ProfileRow.body).where(ProfileRow.id == _ONLY_ROW))
            if known is not None and json.loads(known[0]).get("id") != profile.id:
                raise Bug(say("A profile was about to be stored in the file of another connection."))
            self.database.write(
                ProfileRow.insert(id=_ONLY_ROW, body=profile_as_text(profile)).on_conflict(
                    conflict_target=[ProfileRow.id], preserve=[ProfileRow.body]
                )
            )


def utc_now() -> datetime:
    """The present moment, where the engine's clock is not at hand."""
    return datetime.now(UTC)


def profile_as_text(profile: Profile) -> str:
    """The profile as JSON, to be read by people as well."""
    return json.dumps(profile.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def profile_from_text(text: str, file: str) -> Profile:
    """The profile that :func:`profile_as_text` wrote. ``file`` is the name for the sentences.

    Raises SettingsError: not JSON, no profile, of a newer Mostik, or with fields that are unknown, missing or
    wrong, which are named. Their values are not, because nobody knows what was typed there.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise SettingsError(_not_a_profile(file), detail=type(error).__name__) from None
    if not isinstance(data, dict) or "version" not in data or "connect" not in data:
        raise SettingsError(_not_a_profile(file))
    version = data["version"]
    if isinstance(version, int) and version > PROFILE_VERSION:
        raise SettingsError(
            say("{file} was written by a newer version of Mostik.", file=file),
            advice=say("Install the newer version on this computer too."),
            detail=f"profile version {version}, this Mostik knows {PROFILE_VERSION}",
        )
    try:
        return Profile.model_validate_json(text)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        # "from None": pydantic's own text quotes the values.
        raise SettingsError(
            _which_fields(file, problems),
            advice=say("Export the connection again from the Mostik it comes from."),
            detail="; ".join(f"{_place(problem)}: {problem['type']}" for problem in problems),
        ) from None


def _not_a_profile(file: str) -> Sentence:
    return say("{file} is not an exported connection of Mostik.", file=file)


def _which_fields(file: str, problems: list[Any]) -> Sentence:
    unknown = [_place(problem) for problem in problems if problem["type"] == "extra_forbidden"]
    if unknown:
        return say(
            "{file} has fields that this Mostik does not know: {fields}.",
            file=file,
            fields=", ".join(unknown),
        )
    wrong = ", ".join(_place(problem) for problem in problems)
    return say("In {file} these fields are missing or not as expected: {fields}.", file=file, fields=wrong)


_KIND: Final = 2


def _place(problem: Mapping[str, Any]) -> str:
    """Where a problem lies, as it stands in the file: the checker names the kind of a shop and of a warehouse
    as a step of its own."""
    steps = [str(step) for step in problem["loc"]]
    if len(steps) > _KIND and steps[0] == "connect" and steps[1] in ("shop", "warehouse"):
        del steps[_KIND]
    return ".".join(steps) or "profile"
