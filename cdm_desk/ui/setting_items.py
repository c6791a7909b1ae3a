"""The settings that a person can change: their words, their choices, what changing one does at once."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING

from cdm_desk.language import LANGUAGES, _, language_from
from cdm_desk.settings import Settings
from cdm_desk.ui.appearance import LARGEST_TEXT, SMALLEST_TEXT, Shade
from cdm_desk.ui.dialogs.backup import BackupPart
from cdm_desk.ui.dialogs.first_run import KINDS, kind_name
from cdm_desk.ui.dialogs.lists import ListsWidget
from cdm_desk.ui.dialogs.people import PeopleWidget
from cdm_desk.ui.dialogs.settings import Group, Item
from cdm_desk.ui.display.items import display_group
from cdm_desk.ui.key_items import key_groups
from cdm_desk.ui.lookup_items import lookup_group
from cdm_desk.ui.rule_items import rule_group
from cdm_desk.ui.ticket_items import ticket_group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdm_desk.ui.kept_settings import KeptSettings
    from cdm_desk.ui.main_window import MainWindow
    from cdm_desk.ui.staffed import Staffed

DEFAULTS = Settings()
PEOPLE_GROUP = 4
TEXT_CHOICES = range(SMALLEST_TEXT, LARGEST_TEXT + 1, 25)
IDLE_CHOICES = (0, 1, 2, 3, 5, 10, 15)


def setting_groups(window: MainWindow, printers: Sequence[str]) -> list[Group]:
    """Return every setting, grouped as on the page."""
    groups = [
        Group(
            words=lambda: _("Look and language"),
            items=look_items(window),
            keywords=lambda: _("colour dark light contrast letters"),
        ),
        Group(words=lambda: _("This workstation"), items=workstation_items(window)),
        Group(
            words=lambda: _("Night and paper"),
            items=night_items(window, printers),
            keywords=lambda: _("backup printer day sheet"),
        ),
    ]
    staffed = window.staffed
    clock = None if staffed is None else staffed.office.clock
    groups.append(ticket_group(window.kept, window.tickets, printers, clock))
    if staffed is not None:
        groups.append(
            Group(
                words=lambda: _("People and roles"),
                part=lambda: people_part(staffed, window),
                keywords=lambda: _("account administrator password PIN sign in lock"),
            )
        )
        groups.append(rule_group(staffed.office.queue))
        groups.append(
            Group(
                words=lambda: _("Reference lists"),
                part=lambda: lists_part(staffed, window),
                keywords=lambda: _("theme motive outcome partner code label"),
            )
        )
        groups.append(
            Group(
                words=lambda: _("Backup"),
                part=lambda: backup_part(staffed, window),
                keywords=lambda: _("backup copy restore repair folder"),
            )
        )
    groups.append(lookup_group(window.kept))
    groups.append(display_group(window.kept))
    themes = [] if staffed is None else staffed.office.lists.themes_in_use()
    return [*groups, *key_groups(window.kept, themes)]


def people_part(staffed: Staffed, window: MainWindow) -> PeopleWidget:
    """Return the people; once administrators are named, roles bind at once and whoever is here signs in."""
    people = PeopleWidget(staffed.office.staff, window.background, others=not staffed.office.alone())
    people.changed.connect(staffed.show_bands)
    people.named.connect(staffed.guard.start)
    staffed.guard.let_in.connect(people.refresh)
    return people


def backup_part(staffed: Staffed, window: MainWindow) -> BackupPart:
    """Return the copies; a copy that is to take the place of the store closes the window first."""
    backup = BackupPart(staffed.office, window.background)
    backup.restore_wanted.connect(window.restore_wanted)
    return backup


def lists_part(staffed: Staffed, window: MainWindow) -> ListsWidget:
    """Return the reference lists, for whoever may keep them."""
    lists = ListsWidget(staffed.office.lists, staffed.office.staff, window.background, window.undo)
    # The window itself is out of reach while its settings are open.
    lists.addAction(window.commands.undo)
    staffed.guard.let_in.connect(lists.refresh)
    window.announcer.changed.connect(lists.take_in)
    return lists


def look_items(window: MainWindow) -> list[Item]:
    """Return language, colours and size of text."""

    def speak(value: str) -> None:
        window.screen_language.speak(language_from(value) or "fr")

    def wear(value: str) -> None:
        window.appearance.wear(Shade(value), window.appearance.text_percent)

    def size(value: str) -> None:
        window.appearance.wear(window.appearance.shade, int(value))

    return [
        Item(
            name="language",
            words=lambda: _("&Language"),
            read=lambda: window.kept.current.language,
            write=speak,
            default=DEFAULTS.language,
            options=lambda: [
                (code, {"fr": "Français", "nl": "Nederlands", "en": "English"}[code]) for code in LANGUAGES
            ],
        ),
        Item(
            name="shade",
            words=lambda: _("C&olours"),
            read=lambda: window.appearance.shade.value,
            write=wear,
            default=DEFAULTS.shade,
            options=lambda: [
                ("system", _("Like the system")),
                ("light", _("Light")),
                ("dark", _("Dark")),
            ],
        ),
        Item(
            name="text",
            words=lambda: _("&Size of text"),
            read=lambda: str(window.appearance.text_percent),
            write=size,
            default=str(DEFAULTS.text_percent),
            options=lambda: [
                (str(percent), f"{percent} %") for percent in sorted({*TEXT_CHOICES, window.appearance.text_percent})
            ],
            hint=lambda: _("Also with Ctrl and + or −, and Ctrl+0 for the ordinary size."),
        ),
    ]


def workstation_items(window: MainWindow) -> list[Item]:
    """Return what this workstation is and with whom it exchanges."""
    kept = window.kept
    return [
        Item(
            name="workstation",
            words=lambda: _("&Name of this workstation"),
            read=lambda: kept.current.workstation,
            write=lambda value: kept.change(workstation=value or kept.current.workstation),
            default=kept.current.workstation,
            hint=lambda: _("In force at the next start."),
        ),
        kind_item(kept),
        Item(
            name="desk",
            words=lambda: _("&Desk that is usually open here"),
            read=lambda: kept.current.desk,
            write=lambda value: kept.change(desk=value),
            default=DEFAULTS.desk,
        ),
        *_way_items(window),
        Item(
            name="idle",
            words=lambda: _("Loc&k after"),
            read=lambda: str(kept.current.idle_minutes),
            write=lambda value: kept.change(idle_minutes=int(value)),
            default=str(DEFAULTS.idle_minutes),
            options=lambda: [
                (str(minutes), _("{minutes} min").format(minutes=minutes) if minutes else _("the usual time"))
                for minutes in sorted({*IDLE_CHOICES, kept.current.idle_minutes})
            ],
            hint=lambda: _("Usual: 3 minutes at reception, 5 elsewhere. Nothing is locked before people are named."),
        ),
    ]


def kind_item(kept: KeptSettings) -> Item:
    """Return what a workstation is for; some open one window only, from the next start on."""
    return Item(
        name="kind",
        words=lambda: _("&What it is for"),
        read=lambda: kept.current.kind,
        write=lambda value: kept.change(kind=value),
        default=DEFAULTS.kind,
        options=lambda: [(kind, kind_name(kind)) for kind in KINDS],
    )


def _way_items(window: MainWindow) -> list[Item]:
    """Return by what way the others are reached: a folder can be set here, a hub is shown.

    A PC that was set up alone has no site that it could bring into a folder.
    """
    kept, staffed = window.kept, window.staffed
    way = None if staffed is None else staffed.office.way
    if staffed is not None and staffed.office.alone():
        return [
            Item(
                name="share",
                words=lambda: _("Shared &folder"),
                read=lambda: _("none: this PC works alone"),
                write=lambda _value: None,
                default="",
                shape="shown",
                hint=lambda: _("Whether a PC shares a folder with others is decided when it is set up."),
            )
        ]
    share = Item(
        name="share",
        words=lambda: _("Shared &folder"),
        read=lambda: str(kept.current.share or ""),
        write=lambda value: kept.change(share=Path(value) if value else None),
        default="",
        shape="folder",
        hint=lambda: _("Where the folder of the site lies. In force at the next start."),
    )
    if way is None or not way.server:
        return [share]
    hub = Item(
        name="hub",
        words=lambda: _("&Hub"),
        read=lambda: way.server,
        write=lambda _value: None,
        default=way.server,
        shape="shown",
        hint=lambda: (
            _("The site is moving and uses the folder and the hub. The lamp at the foot tells how far it is.")
            if way.by_both
            else _("The others are reached by this server. Its address is changed by a command, never here.")
        ),
    )
    return [share, hub] if way.by_both else [hub]


def night_items(window: MainWindow, printers: Sequence[str]) -> list[Item]:
    """Return the hour of the night run, the backup and the paper."""
    kept = window.kept

    def printer_options() -> list[tuple[str, str]]:
        known = dict.fromkeys(
            [*printers, *([kept.current.day_sheet_printer] if kept.current.day_sheet_printer else [])]
        )
        return [("", _("None")), *((printer, printer) for printer in known)]

    return [
        Item(
            name="nightly_at",
            words=lambda: _("&Hour of the night run"),
            read=lambda: kept.current.nightly_at.isoformat("minutes"),
            write=lambda value: kept.change(nightly_at=time.fromisoformat(value)),
            default=DEFAULTS.nightly_at.isoformat("minutes"),
            shape="time",
            hint=lambda: _("Day close, exchange, check, backup and day sheet; caught up at the next start if missed."),
        ),
        Item(
            name="day_sheet_printer",
            words=lambda: _("&Printer for the day sheet"),
            read=lambda: kept.current.day_sheet_printer,
            write=lambda value: kept.change(day_sheet_printer=value),
            default=DEFAULTS.day_sheet_printer,
            options=printer_options,
        ),
        Item(
            name="day_sheet_folder",
            words=lambda: _("Folder for the day sheets"),
            read=lambda: str(kept.current.day_sheet_folder or ""),
            write=lambda value: kept.change(day_sheet_folder=Path(value) if value else None),
            default="",
            shape="folder",
            hint=lambda: _("Written at every close of a day. Empty: beside the data of this workstation."),
        ),
        Item(
            name="month_report_folder",
            words=lambda: _("Folder for the month"),
            read=lambda: str(kept.current.month_report_folder or ""),
            write=lambda value: kept.change(month_report_folder=Path(value) if value else None),
            default="",
            shape="folder",
            hint=lambda: _(
                "The report of each month (R03) as PDF and Excel, once its days are closed. Empty: not written."
            ),
        ),
        Item(
            name="backup_folder",
            words=lambda: _("Folder for &backups"),
            read=lambda: str(kept.current.backup_folder or ""),
            write=lambda value: kept.change(backup_folder=Path(value) if value else None),
            default="",
            shape="folder",
            hint=lambda: _("Empty: beside the data of this workstation."),
        ),
    ]
