"""What a kiosk needs without its window: another PIN when the one that gives the screen back was forgotten."""

import argparse

from cdm_desk.commands.answer import DONE, Say
from cdm_desk.commands.arguments import Commands
from cdm_desk.commands.workplace import open_workplace, secret
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.staff import Role
from cdm_desk.language import _


def add(commands: Commands) -> None:
    """Add the command of the kiosk."""
    told = _("set the PIN that gives a self check-in back to the house: CDM_KIOSK_PIN, or standard input")
    commands.add("kiosk-pin", _set_pin, told)


def _set_pin(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    pin = secret("CDM_KIOSK_PIN", _("New PIN of six digits:"))
    with open_workplace(clock) as office, office.staff.command("kiosk-pin", Role.ADMINISTRATOR):
        office.kiosk.reset_pin(pin)
    say({"kiosk_pin": "set"}, _("The PIN is set. It counts at once, also for a window that is open."))
    return DONE
