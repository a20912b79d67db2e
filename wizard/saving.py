"""Saves the connection that a wizard made: profile, secrets, and no draft any more. Everything here
blocks.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from storage.drafts import Drafts
from storage.profiles import Profiles
from sync.errors import SettingsError
from sync.profile import Profile, SecretName, Secrets
from sync.receipts.settings import Device
from sync.sentences import Sentence, say
from wizard.connection_secrets import gathered, refuse_missing
from wizard.desk import Desk
from wizard.matching_answers import carry_over
from wizard.wizard_frame import Draft


@dataclass(frozen=True, slots=True)
class Saved:
    """A connection that is saved. ``told``: what the owner should know about where its secrets lie."""

    profile: Profile
    told: Sentence | None = None


def save_connection(
    desk: Desk, profile: Profile, typed: Secrets, *, saved: bool, draft: Draft | None = None
) -> Saved:
    """Keep ``profile``, and the secrets that were typed; the others stay as they are kept. ``saved``: there
    is one of this id already. A new one takes over what was said in the match check from its ``draft``.

    Raises MostikError where the profile cannot be kept or a secret is not there when it is read back.
    """
    profiles = Profiles(desk.paths, desk.clock.now)
    if saved:
        _try_the_device_again(profiles, profile, typed)
        profiles.save(profile)
    else:
        zone = ZoneInfo(profile.connect.time_zone)
        today = desk.clock.now().astimezone(zone).date()
        profile = profile.model_copy(update={"created": profile.created or today})
        profiles.create(profile)
        with profiles.open(profile.id, write=True) as journal:
            carry_over(draft or {}, journal)
    told = _keep_secrets(desk, profile, typed)
    Drafts(desk.paths).delete(profile.id)
    return Saved(profile, told)


def _try_the_device_again(profiles: Profiles, profile: Profile, typed: Secrets) -> None:
    """A fiscal device that refused the operator is asked again with another password or operator. Without
    one it is not: a device locks itself after three wrong tries.
    """
    device = profile.receipts.device if profile.receipts else None
    if device is None:
        return
    with profiles.open(profile.id, write=True) as journal:
        if not journal.refused_passwords(device.serial):
            return
        receipts = journal.profile().receipts
        before = receipts.device if receipts else None
        if typed.get(SecretName.DEVICE_PASSWORD) or before is None or _operator(before) != _operator(device):
            journal.note_refused_passwords(device.serial, 0)


def _operator(device: Device) -> tuple[int, str, bool]:
    return device.operator, device.operator_name, device.factory_access


def _keep_secrets(desk: Desk, profile: Profile, typed: Secrets) -> Sentence | None:
    """Keep what was typed of the secrets that the connection needs, and forget those that it needs no
    more.
    """
    needed = {one.name: one for one in profile.secrets}
    for name in SecretName:
        if name is SecretName.HOOK_KEY:
            # Nobody types it, and it is of no system.
            continue
        secret = typed.get(name, "")
        if name not in needed or (name in typed and not secret):
            # Where the store cannot be asked it was not asked to keep anything either.
            with suppress(SettingsError):
                desk.secrets.delete(profile.id, name)
        elif secret:
            desk.secrets.save(profile.id, name, secret)
            if desk.secrets.load(profile.id, name) != secret:
                raise SettingsError(
                    say("The connection is saved, but not all of its secrets were kept."),
                    advice=say("Check the password store of your system, then enter them again."),
                    detail=name.value,
                )
    if not any(typed.get(name) for name in needed):
        return None
    try:
        desk.secrets.check()
    except SettingsError:
        return say(
            "This computer has no password store that Mostik can use. What you typed stays in memory until "
            "Mostik is closed, and is asked for again next time."
        )
    return None


def secrets_of(desk: Desk, profile_id: str) -> Secrets:
    """What a run of this connection is handed over on its standard input.

    Always that way: the child then needs no keyring of its own, which might open a window to ask, and works
    where a secret is in this window's memory alone. Raises SettingsError where one is missing.
    """
    needed = Profiles(desk.paths, desk.clock.now).load(profile_id).secrets
    found = gathered(needed, desk.secrets, profile_id)
    refuse_missing(needed, found)
    return found
