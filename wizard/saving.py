"""Saves the connection that a wizard made: profile, token, and no draft any more. Everything here blocks."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from storage.drafts import Drafts
from storage.profiles import Profiles
from sync.errors import SettingsError
from sync.profile import Profile, SecretName
from sync.sentences import Sentence, say
from wizard.desk import Desk
from wizard.matching_answers import carry_over
from wizard.wizard_frame import Draft


@dataclass(frozen=True, slots=True)
class Saved:
    """A connection that is saved. ``told``: what the owner should know about where its token lies."""

    profile: Profile
    told: Sentence | None = None


def save_connection(
    desk: Desk, profile: Profile, token: str, *, saved: bool, draft: Draft | None = None
) -> Saved:
    """Keep ``profile``, and ``token`` where one was typed (else the kept one stays). ``saved``: there is one
    of this id already. A new one takes over what was said in the match check from its ``draft``.

    Raises MostikError where the profile cannot be kept or the token is not there when it is read back.
    """
    profiles = Profiles(desk.paths, desk.clock.now)
    if saved:
        profiles.save(profile)
    else:
        zone = ZoneInfo(profile.connect.time_zone)
        today = desk.clock.now().astimezone(zone).date()
        profile = profile.model_copy(update={"created": profile.created or today})
        profiles.create(profile)
        with profiles.open(profile.id, write=True) as journal:
            carry_over(draft or {}, journal)
    told = _keep_token(desk, profile.id, token) if token else None
    Drafts(desk.paths).delete(profile.id)
    return Saved(profile, told)


def _keep_token(desk: Desk, profile_id: str, token: str) -> Sentence | None:
    desk.secrets.save(profile_id, SecretName.SHOP_TOKEN, token)
    if desk.secrets.load(profile_id, SecretName.SHOP_TOKEN) != token:
        raise SettingsError(
            say("The connection is saved, but its token was not kept."),
            advice=say("Check the password store of your system, then enter the token again."),
        )
    try:
        desk.secrets.check()
    except SettingsError:
        return say(
            "This computer has no password store that Mostik can use. The token stays in memory until Mostik "
            "is closed, and is asked for again next time."
        )
    return None


def secrets_of(desk: Desk, profile_id: str) -> dict[str, str]:
    """What a run of this connection is handed over on its standard input.

    Always that way: the child then needs no keyring of its own, which might open a window to ask, and works
    where the token is in this window's memory alone. Raises SettingsError where there is none.
    """
    token = desk.secrets.load(profile_id, SecretName.SHOP_TOKEN)
    if not token:
        raise SettingsError(
            say("The shop's token is missing."),
            advice=say("Open the connection, enter the token on the step Connect and test it."),
        )
    return {SecretName.SHOP_TOKEN.value: token}
