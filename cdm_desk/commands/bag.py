"""What is done with a bag: open it, count in it, close it; which bags are away."""

import argparse
from typing import Any

from cdm_desk.commands import arguments
from cdm_desk.commands.answer import DONE, Say
from cdm_desk.commands.arguments import Commands, codes_of
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.domain.bag import Bag, BagGoneError, Entered, Mode, Totals
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.staff import Role
from cdm_desk.language import _
from cdm_desk.ui.bag_words import (
    bag_name,
    days_text,
    entered_text,
    heard_text,
    standing_text,
    without_theme,
)
from cdm_desk.ui.words import after_colon, label_of, people_text


def add(commands: Commands) -> None:
    """Add the commands of a bag."""
    bag = commands.add("bag", _list, _("away from the house: open, count, close, list"))
    acts = Commands(bag, required=True)
    one = acts.add(
        "open", _open, _("open a bag on this computer"), lists=(codes_of(Kind.PLACE), codes_of(Kind.COMMUNE))
    )
    one.add_argument("--mode", choices=[mode.value for mode in Mode], required=True, help=_("how one is away"))
    one.add_argument("--place", type=arguments.code, required=True, metavar=_("PLACE"), help=_("where"))
    one.add_argument("--from", dest="first", type=arguments.day, metavar="2019-03-01", help=_("its first day"))
    one.add_argument("--until", type=arguments.day, metavar="2019-03-03", help=_("when it is expected back"))
    one = acts.add("click", _click, _("one person"), lists=(codes_of(Kind.THEME),))
    one.add_argument("--times", type=arguments.times, default=1, metavar="N", help=_("so many people"))
    _add_counted(one, needed=False)
    one = acts.add("bundle", _bundle, _("people counted by hand"), lists=(codes_of(Kind.THEME),))
    one.add_argument("--people", type=arguments.count, required=True, metavar="N", help=_("how many"))
    _add_counted(one, needed=False)
    one = acts.add("interview", _interview, _("a conversation"), lists=(codes_of(Kind.THEME), codes_of(Kind.OUTCOME)))
    one.add_argument("--outcome", type=arguments.codes, default=(), metavar="OU1,OU5", help=_("what came out of it"))
    one.add_argument("--language", type=arguments.code, metavar=_("LANGUAGE"), help=_("spoken, if it was said"))
    one.add_argument("--minutes", type=arguments.count, metavar="N", help=_("how long, if it was noted"))
    one.add_argument("--people", type=arguments.count, default=1, metavar="N", help=_("how many came together"))
    _add_counted(one, needed=True)
    acts.add("undo", _undo, _("take back what was counted last today"))
    acts.add("close", _close, _("close the bag of this computer, and say what it has counted"))
    acts.add("list", _list, _("which bags are away, and which are back but not in yet"))


def _add_counted(command: argparse.ArgumentParser, *, needed: bool) -> None:
    command.add_argument(
        "--theme", type=arguments.code, required=needed, metavar=_("THEME"), help=_("why the visitor comes")
    )
    command.add_argument("--day", type=arguments.day, metavar="2019-03-01", help=_("of an earlier day of the bag"))


def _open(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("bag", Role.COUNSELLOR):
        bag = office.bags.open(Mode(wanted.mode), wanted.place, first_day=wanted.first, last_day=wanted.until)
        words = _("Bag opened: {bag}, {days}.").format(
            bag=bag_name(bag, office.bags.place), days=days_text(bag.first_day, bag.last_day)
        )
    say(_plain(bag), words)
    return DONE


def _click(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("bag", Role.COUNSELLOR):
        for _each in range(wanted.times):
            _say_entered(office, office.bags.click(wanted.theme, day=wanted.day), say)
    return DONE


def _bundle(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("bag", Role.COUNSELLOR):
        _say_entered(office, office.bags.bundle(wanted.theme, wanted.people, day=wanted.day), say)
    return DONE


def _interview(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("bag", Role.COUNSELLOR):
        entered = office.bags.interview(
            wanted.theme,
            wanted.outcome,
            language=wanted.language,
            minutes=wanted.minutes,
            people=wanted.people,
            day=wanted.day,
        )
        _say_entered(office, entered, say)
    return DONE


def _undo(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    del wanted
    with open_workplace(clock) as office, office.staff.command("bag", Role.COUNSELLOR):
        latest = office.bags.latest()
        if not latest:
            raise BagGoneError
        office.bags.take_back(latest[0].fact_id)
        words = _("Undone: {act}").format(act=entered_text(latest[0], _theme(office, latest[0].theme_code)))
    say({"fact": latest[0].fact_id.hex, "people": latest[0].people}, words)
    return DONE


def _close(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    del wanted
    with open_workplace(clock) as office, office.staff.command("bag", Role.COUNSELLOR):
        totals = office.bags.close()
        named = bag_name(totals.bag, office.bags.place)
        lines = [_("Bag closed: {bag}, {people}.").format(bag=named, people=people_text(totals.people))]
        codes = sorted({each.theme_code for each in totals.counted}, key=str)
        lines += ["  " + after_colon(_theme(office, code), str(totals.of(theme_code=code))) for code in codes]
    say(_plain(totals.bag) | _counted(totals), "\n".join(lines))
    return DONE


def _list(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    del wanted
    with open_workplace(clock) as office:
        known = office.bags.known()
        for each in known:
            body = _plain(each.bag) | {
                "standing": each.standing.value,
                "last_exchange": None if each.heard_at is None else each.heard_at.isoformat(),
                "unsent": each.unsent,
            }
            words = _("{workstation}: {bag}, {days}. {standing}. Last exchange: {heard}.").format(
                workstation=each.bag.workstation,
                bag=bag_name(each.bag, office.bags.place),
                days=days_text(each.bag.first_day, each.bag.last_day),
                standing=standing_text(each),
                heard=heard_text(each),
            )
            say(body, words)
        if not known and not say.as_json:
            say({}, _("No bag is away."))
    return DONE


def _say_entered(office: Any, entered: Entered, say: Say) -> None:  # noqa: ANN401 - as in `workplace`
    body = {
        "fact": entered.fact_id.hex,
        "how": entered.how.value,
        "theme": entered.theme_code,
        "people": entered.people,
    }
    say(body, entered_text(entered, _theme(office, entered.theme_code)))


def _theme(office: Any, code: str | None) -> str:  # noqa: ANN401 - as above
    theme = next((theme for theme in office.lists.all(Kind.THEME) if theme.code == code), None)
    return without_theme() if theme is None else label_of(theme)


def _plain(bag: Bag) -> dict[str, Any]:
    return {
        "bag": bag.id.hex,
        "workstation": bag.workstation,
        "mode": bag.mode.value,
        "place": bag.place,
        "first_day": bag.first_day.isoformat(),
        "last_day": bag.last_day.isoformat(),
    }


def _counted(totals: Totals) -> dict[str, Any]:
    codes = {each.theme_code for each in totals.counted}
    return {
        "channel": totals.bag.mode.value,
        "people": totals.people,
        "interviews": totals.interviews,
        "by_theme": {code or "none": totals.of(theme_code=code) for code in sorted(codes, key=str)},
        "by_day": {day.isoformat(): totals.on(day) for day in totals.days()},
    }
