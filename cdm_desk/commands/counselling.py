"""What a desk does with a conversation: begin it, close it."""

import argparse

from cdm_desk.commands import arguments
from cdm_desk.commands.answer import DONE, Say, number_said
from cdm_desk.commands.arguments import Commands, add_desk, codes_of
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.staff import Role
from cdm_desk.language import _


def add(commands: Commands) -> None:
    """Add the commands of a conversation."""
    add_desk(commands.add("start", _start, _("the visitor is at the desk")))
    outcomes = codes_of(Kind.OUTCOME)
    one = commands.add("close", _close, _("close the conversation at a desk"), lists=(outcomes,))
    add_desk(one)
    one.add_argument("--outcome", type=arguments.codes, default=(), metavar="OU1,OU5", help=_("what came out of it"))


def _start(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("start", Role.COUNSELLOR):
        session = office.counselling.start(wanted.desk)
    body = {"ticket": number_said(session.number), "theme": session.theme_code, "desk": session.desk}
    say(body, _("Number {number} is at desk {desk}.").format(number=session.number, desk=session.desk))
    return DONE


def _close(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("close", Role.COUNSELLOR):
        session = office.counselling.close(wanted.desk, wanted.outcome)
        minutes = session.seconds(clock.now()) // 60
    body = {"ticket": number_said(session.number), "outcomes": list(session.outcome_codes), "minutes": minutes}
    words = [_("Conversation closed after {minutes} minutes.").format(minutes=minutes)]
    if not session.outcome_codes:
        words.append(
            _(
                "Its outcome is still to be noted, today: in the window, tab Counselling, “Correct”. Next time give it "
                "at once: close {desk} --outcome OU1 (codes: close --help)."
            ).format(desk=session.desk)
        )
    say(body, " ".join(words))
    return DONE
