"""The window: shown first, its office opened behind it, the exchange and the night started, crashes caught."""

import logging
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

import cdm_desk.ui.lean  # noqa: F401 - before the other screens
from cdm_desk import NAME, paths
from cdm_desk.domain.errors import ClockRefusedError, ClockShapeError, DeskError, StoreError, StoreRepairedError
from cdm_desk.language import _, language_from, language_here, use
from cdm_desk.settings import Settings, SettingsFile, clock_of_run
from cdm_desk.ui import appearance
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.main_window import MainWindow

if TYPE_CHECKING:
    from cdm_desk.jobs import Night, RenewedSheet, Restored
    from cdm_desk.office import Office
    from cdm_desk.ui.dialogs.first_run import FirstChoices, Prepared
    from cdm_desk.ui.night_watch import NightWatch
    from cdm_desk.ui.seat_window import SeatWindow

DEMO: Final = "--demo"
SEAT: Final = "seat"
DISPLAY: Final = "display"
KIOSK: Final = "kiosk"
_LOG_BYTES: Final = 1_000_000
_LOGS_KEPT: Final = 5
_SECOND: Final = 1_000
_MINUTE: Final = 60 * _SECOND
_HALF_AN_HOUR: Final = 30 * _MINUTE


def main(argv: Sequence[str]) -> int:
    """Open the window; return the exit status when it is closed."""
    app = QApplication([NAME, *appearance.STYLE_ARGUMENTS])
    app.setApplicationName(NAME)
    demo = DEMO in argv
    with tempfile.TemporaryDirectory(prefix="cdm-desk-demo-") as invented:
        data = Path(invented) if demo else paths.data_folder()
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy: Path | None = None
        while True:
            try:
                desk = program_for(data, demo=demo, copy=copy)
            except (ClockShapeError, ClockRefusedError) as refused:
                return _refuse(refused)
            desk.open()
            status = app.exec()
            desk.close()
            # What was set up just now may open another window than the first start does; and the store lies closed
            # where a copy is to take its place.
            if not desk.over_to_another:
                return status
            copy = desk.copy_wanted


def program_for(data: Path, *, demo: bool, copy: Path | None = None) -> "DeskProgram | LoneProgram":
    """Return what a workstation of this kind opens; a `copy` takes the place of the store before a desk opens."""
    lone = None if demo else _LONE.get(_kind_in(data))
    return DeskProgram(data, demo=demo, copy=copy) if lone is None else lone(data)


def _kind_in(data: Path) -> str:
    """Return what a workstation is for; nothing before it is set up."""
    file = paths.settings_file(data)
    return SettingsFile(file).load().settings.kind if file.is_file() else ""


def _refuse(error: DeskError) -> int:
    """Say on the terminal what kept the window from opening, as a command would."""
    from cdm_desk.commands.answer import status_of
    from cdm_desk.ui.words import sentence

    use(language_here() or "fr")
    sys.stderr.write(f"{sentence(error)}\n")
    return status_of(error)


def _keep_log(data: Path) -> None:
    """Write what goes wrong to a log beside the store: traces of bugs, never a visitor's act."""
    # Neither this nor the sentences below are needed for the first paint.
    from logging.handlers import RotatingFileHandler

    handler = RotatingFileHandler(paths.log_file(data), maxBytes=_LOG_BYTES, backupCount=_LOGS_KEPT, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)


class _Loading(QThread):
    """Opens the office away from the screen."""

    opened = Signal(object)
    refused = Signal(object)

    def __init__(self, open_it: Callable[[], "Office"], parent: QObject) -> None:
        super().__init__(parent)
        self._open_it = open_it
        self.office: Office | None = None

    def run(self) -> None:
        """Open it, or say why not."""
        try:
            self.office = self._open_it()
            self.opened.emit(self.office)
        except DeskError as error:
            self.refused.emit(error)


class LoneProgram(QObject):
    """One start on a PC with one window only, at which nobody signs in: a subclass makes the window.

    What goes wrong is written to the log: no visitor is shown a bug.
    """

    over_to_another = False
    copy_wanted: Path | None = None

    def __init__(self, data: Path) -> None:
        super().__init__()
        self.clock = clock_of_run()
        self._data = data
        file = SettingsFile(paths.settings_file(data))
        self.kept = KeptSettings(file.load().settings, file)
        settings = self.kept.current
        self._office: Office | None = None
        use(language_from(os.environ.get("CDM_LANG", "") or settings.language) or "fr")
        self._appearance = appearance.Appearance(cast("QApplication", QApplication.instance()))
        self._appearance.wear(appearance.Shade(settings.shade), settings.text_percent)
        self._loading = _Loading(self._open_office, self)
        self._look_timer = QTimer(self, interval=_SECOND)
        self._night_timer = QTimer(self, interval=10 * _MINUTE)
        self._loading.opened.connect(self._show)
        self._loading.refused.connect(self._give_up)
        self._look_timer.timeout.connect(self._look_around)
        self._night_timer.timeout.connect(self._catch_up)

    def open(self) -> None:
        """Open the office, then the window."""
        _keep_log(self._data)
        self._loading.start()

    def close(self) -> None:
        """End the exchange and close the store."""
        self._look_timer.stop()
        self._night_timer.stop()
        self._loading.wait()
        self._close_window()
        office = self._office or self._loading.office
        if office is not None:
            office.close()
        self._office = self._loading.office = None

    def _furnish(self, office: "Office") -> None:
        """Show an office in the window, and what changes in it."""
        raise NotImplementedError

    def _close_window(self) -> None:
        raise NotImplementedError

    def _open_office(self) -> "Office":
        from cdm_desk.office import open_office
        from cdm_desk.vault import open_vault

        return open_office(self._data, self.clock, open_vault(self._data))

    @Slot(object)
    def _show(self, office: "Office") -> None:
        self._office = office
        self._furnish(office)
        if office.exchange is not None:
            office.exchange.start()
        self._look_timer.start()
        self._night_timer.start()
        self._catch_up()

    @Slot()
    def _look_around(self) -> None:
        if self._office is not None:
            with suppress(StoreError):
                self._office.store.look_around()

    @Slot()
    def _catch_up(self) -> None:
        """Wipe the board of a day that is over: it is that of the whole house, here too."""
        from cdm_desk.jobs import night_missed, nightly

        office = self._office
        if office is None:
            return
        try:
            if night_missed(office):
                nightly(office, office.clock.now().date() - timedelta(days=1))
        except DeskError:
            logging.getLogger(NAME).warning("the night did not run", exc_info=True)

    @Slot(object)
    def _give_up(self, error: DeskError) -> None:
        logging.getLogger(NAME).error("not opened: %r", error)
        QApplication.exit(_refuse(error))


class SeatProgram(LoneProgram):
    """One start on a visitor's PC: the clock of its seat, and nothing else."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self._window: SeatWindow | None = None

    def _furnish(self, office: "Office") -> None:
        from cdm_desk.ui.seat_window import SeatWindow

        self._window = SeatWindow(office.multimedia, office.workstation)
        # The exchange tells of changes on its own thread.
        office.store.on_change(self._window.heard.emit)
        self._window.show()

    def _close_window(self) -> None:
        if self._window is not None:
            self._window.close()
        self._window = None


class DisplayProgram(LoneProgram):
    """One start on the PC of the public display: the wall, from the first moment on.

    While the store cannot be opened visitors read a welcome and the time; it is tried again every minute.
    """

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        # With the other screens of this program.
        from cdm_desk.ui.collector import Collector
        from cdm_desk.ui.display.alone import AloneDisplay

        self.display = AloneDisplay(self.kept, self.clock)
        self._collector = Collector(self)
        self._again = QTimer(self, interval=_MINUTE, singleShot=True)
        self._again.timeout.connect(self._loading.start)
        sys.excepthook = _note_bug
        threading.excepthook = _note_bug_of_thread

    def open(self) -> None:
        """Show the wall, then open the office behind it."""
        self.display.open()
        super().open()

    def close(self) -> None:
        """End the exchange and close the store."""
        self._again.stop()
        super().close()
        sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__

    def _furnish(self, office: "Office") -> None:
        office.store.on_change(self.display.announcer.announce)
        self.display.furnish(office.display)

    def _close_window(self) -> None:
        self.display.window.close()

    @Slot(object)
    def _give_up(self, error: DeskError) -> None:
        logging.getLogger(NAME).error("not opened: %r", error)
        self._again.start()


class KioskProgram(LoneProgram):
    """One start on the PC where visitors check in alone: that window, and no way out of it but the PIN.

    While the store cannot be opened visitors are sent to the reception; it is tried again every minute.
    """

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        # With the other screens of this program.
        from cdm_desk.ui.collector import Collector
        from cdm_desk.ui.kiosk.alone import AloneKiosk

        self.kiosk = AloneKiosk(self.kept, self.clock)
        self._collector = Collector(self)
        self._again = QTimer(self, interval=_MINUTE, singleShot=True)
        self._again.timeout.connect(self._loading.start)
        sys.excepthook = self._note
        threading.excepthook = _note_bug_of_thread

    def open(self) -> None:
        """Show the window, then open the office behind it."""
        self.kiosk.open()
        super().open()

    def close(self) -> None:
        """End the exchange and close the store."""
        self._again.stop()
        super().close()
        sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__

    def _furnish(self, office: "Office") -> None:
        self.kept.changed.connect(self._take_up)
        self.kiosk.furnish(office.kiosk, office.finding)

    def _close_window(self) -> None:
        self.kiosk.close()

    @Slot(object)
    def _take_up(self, settings: Settings) -> None:
        if self._office is not None:
            self._office.settings = settings

    def _note(self, kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
        """Write a bug down, and send whoever stands there to the reception."""
        _note_bug(kind, bug, trace)
        self.kiosk.window.failed.emit()

    @Slot(object)
    def _give_up(self, error: DeskError) -> None:
        logging.getLogger(NAME).error("not opened: %r", error)
        self._again.start()


_LONE: Final[dict[str, type[LoneProgram]]] = {SEAT: SeatProgram, DISPLAY: DisplayProgram, KIOSK: KioskProgram}


def _note_bug(kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger(NAME).error("a bug", exc_info=(kind, bug, trace))


def _note_bug_of_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None:
        _note_bug(told.exc_type, told.exc_value, told.exc_traceback)


class DeskProgram(QObject):
    """One start of the program: settings, window, first run, office, exchange, night."""

    def __init__(self, data: Path, *, demo: bool, copy: Path | None = None) -> None:
        """`copy` takes the place of the store before it is opened."""
        super().__init__()
        self.clock = clock_of_run()
        self.over_to_another = False
        self.copy_wanted: Path | None = None
        self._copy_to_restore = copy
        self._restored: Restored | DeskError | None = None
        self._data = data
        self._demo = demo
        self._invented: tempfile.TemporaryDirectory[str] | None = None
        self.office: Office | None = None
        self._settings_file = SettingsFile(paths.settings_file(data))
        self._settings_read = self._settings_file.load()
        self.kept = KeptSettings(self._settings_read.settings, self._settings_file)
        self.window = MainWindow(self.kept, data / "window.ini", speak=os.environ.get("CDM_LANG", ""))
        self._loading = self._loader(self._open_demo if demo else self._open_office)
        self._night_watch: NightWatch | None = None
        self._sheet_timer = QTimer(self)
        self._sheet_timer.setInterval(5 * _MINUTE)
        self._copy_timer = QTimer(self)
        self._copy_timer.setInterval(_HALF_AN_HOUR)
        self._look_timer = QTimer(self)
        self._look_timer.setInterval(_SECOND)

        self.window.shown.connect(self._begin)
        self.window.restore_wanted.connect(self.put_copy_back)
        self._sheet_timer.timeout.connect(self._renew_sheets)
        self._copy_timer.timeout.connect(self._copy)
        self._look_timer.timeout.connect(self._look_around)
        sys.excepthook = self._crash
        threading.excepthook = self._crash_of_thread

    def open(self) -> None:
        """Show the window; the rest comes after its first paint."""
        self.window.show()

    def close(self) -> None:
        """End the exchange and close the store."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        if self._night_watch is not None:
            self._night_watch.stop()
        self._sheet_timer.stop()
        self._copy_timer.stop()
        self._look_timer.stop()
        self._loading.wait()
        # A window that was closed while it loaded has never heard of its office.
        office = self.office or self._loading.office
        if office is not None:
            office.close()
        self.office = self._loading.office = None
        if self._invented is not None:
            self._invented.cleanup()

    @Slot()
    def _begin(self) -> None:
        _keep_log(self._data)
        if self._demo or (self._data / "desk.db").exists() or (self._data / "store.key").exists():
            self._loading.start()
            return
        self._set_up()

    def _set_up(self) -> None:
        # Only the first start needs it.
        from cdm_desk.ui.dialogs.first_run import Data, FirstRun
        from cdm_desk.ui.printing import known_printers

        dialog = FirstRun(
            self.window.screen_language,
            self.window.background,
            self._prepare,
            known_printers().names,
            bring_back=self._bring_back,
            look=self._look_at_place,
        )
        dialog.exec()
        if dialog.choices is None and dialog.quits:
            self.window.close()
            return
        if dialog.choices is None:
            self.window.say_closed(
                _("This workstation is not set up yet."), _("Close the window and start again to set it up.")
            )
            return
        if dialog.choices.data == Data.DEMO:
            self._demo = True
            self._loading = self._loader(self._open_demo)
        elif _kind_in(self._data) in _LONE:
            self.over_to_another = True
            self.window.close()
            return
        self._loading.start()

    def _look_at_place(self, choices: "FirstChoices") -> None:
        from cdm_desk.domain.names import usable_name
        from cdm_desk.jobs import look_at_copy
        from cdm_desk.office import look_at_place
        from cdm_desk.ui.dialogs.first_run import Data

        name = usable_name(choices.workstation)
        if choices.data == Data.BACK:
            look_at_copy(Path(choices.copy), Path(choices.share))
        else:
            look_at_place(Path(choices.share), name, join_code=choices.join_code or None)

    def _prepare(self, choices: "FirstChoices") -> "Prepared":
        from cdm_desk.office import found_office
        from cdm_desk.ui.dialogs.first_run import Data, Prepared
        from cdm_desk.vault import open_vault

        if choices.data == Data.DEMO:
            return Prepared()
        settings = replace(
            self.kept.current,
            language=choices.language,
            kind=choices.kind,
            workstation=choices.workstation,
            day_sheet_printer=choices.printer,
        )
        founded = found_office(
            self._data,
            self.clock,
            open_vault(self._data),
            settings,
            share=Path(choices.share) if choices.share else None,
            join_code=choices.join_code or None,
        )
        return Prepared(recovery_key=founded.recovery_key, join_code=founded.join_code or "")

    def _bring_back(self, choices: "FirstChoices", told: Callable[[int, int], None]) -> "Prepared":
        from cdm_desk.jobs import restore_house
        from cdm_desk.ui.dialogs.first_run import Prepared
        from cdm_desk.vault import open_vault

        put = restore_house(
            self._data,
            open_vault(self._data),
            self.clock,
            copy=Path(choices.copy),
            share=Path(choices.share),
            paper=choices.recovery_key,
            told=told,
        )
        settings = SettingsFile(paths.settings_file(self._data))
        back = settings.load().settings
        settings.save(replace(back, language=choices.language, day_sheet_printer=choices.printer))
        return Prepared(workstation=back.workstation, files=put.files)

    def _loader(self, open_it: Callable[[], "Office"]) -> _Loading:
        loading = _Loading(open_it, self)
        loading.opened.connect(self._furnish)
        loading.refused.connect(self._say_closed)
        return loading

    def _open_office(self) -> "Office":
        from cdm_desk.office import open_office
        from cdm_desk.vault import open_vault

        if self._copy_to_restore is not None:
            self._put_back(self._copy_to_restore)
        return open_office(self._data, self.clock, open_vault(self._data))

    def _put_back(self, copy: Path) -> None:
        from cdm_desk.jobs import restore_workstation
        from cdm_desk.vault import open_vault

        # A copy that is refused leaves the store as it was: it is said once the window shows that one again.
        try:
            self._restored = restore_workstation(self._data, open_vault(self._data), self.clock, copy)
        except DeskError as refused:
            self._restored = refused

    def _open_demo(self) -> "Office":
        from cdm_desk.office import temporary_office
        from cdm_desk.services.simulate import simulate_demo

        # In a folder of its own, wherever the workstation's real store may lie one day.
        self._invented = tempfile.TemporaryDirectory(prefix="cdm-desk-demo-", ignore_cleanup_errors=True)
        folder = Path(self._invented.name)
        clock, finish = simulate_demo()
        office = temporary_office(folder, clock, Settings(workstation=_("Demonstration"), kind="reception"), demo=True)
        finish(office.store)
        return office

    @Slot(object)
    def _furnish(self, office: "Office") -> None:
        self.office = office
        self.kept.take(self._settings_file.load().settings)
        self._take_up(self.kept.current)
        self.kept.changed.connect(self._take_up)
        office.store.on_change(self.window.announcer.announce)
        self._look_around()
        self._look_timer.start()
        self.window.furnished.connect(self._after_furnishing)
        self.window.furnish(office)

    @Slot()
    def _look_around(self) -> None:
        """Hear of what a command or the night has written to the store of this window."""
        # A store in trouble is explained at the next act, not every second.
        if self.office is not None:
            with suppress(StoreError):
                self.office.store.look_around()

    @Slot(object)
    def _take_up(self, settings: Settings) -> None:
        """Let the night print and copy as was set while the window is open."""
        if self.office is not None:
            self.office.settings = settings

    @Slot()
    def _after_furnishing(self) -> None:
        office = self.office
        if office is None:
            return
        if office.exchange is not None:
            office.exchange.start()
        if self._settings_read.unread:
            told = _("Settings that could not be read are as delivered. What stood there is kept in {file}.")
            self.window.messages.warn(told.format(file=self._settings_read.kept_aside))
        if office.repair is not None:
            from cdm_desk.ui.words import repair_told

            self.window.messages.warn(repair_told(office.repair.copy_of))
        if self._restored is not None:
            self._tell_restored(self._restored)
        if not self._demo:
            self._catch_up()
            self._copy_timer.start()
            self._sheet_timer.start()
            self._watch_night(office)

    def _tell_restored(self, came_of_it: "Restored | DeskError") -> None:
        from cdm_desk.ui.words import restored_told

        if isinstance(came_of_it, DeskError):
            self.window.messages.show_error(came_of_it)
            return
        self.window.messages.warn(
            restored_told(
                workstation=came_of_it.workstation,
                taken_at=came_of_it.taken_at,
                set_aside=str(came_of_it.set_aside or ""),
                alone=came_of_it.alone,
            )
        )

    @Slot(object)
    def put_copy_back(self, copy: Path) -> None:
        """Close everything and begin anew with a copy in the place of the store."""
        self.copy_wanted = copy
        self.over_to_another = True
        QApplication.closeAllWindows()

    def _watch_night(self, office: "Office") -> None:
        # With the tabs, after the first paint.
        from cdm_desk.ui.night_watch import NightWatch

        self._night_watch = NightWatch(self.window, office)
        self._night_watch.due.connect(self._run_night)
        self._night_watch.start()

    def _catch_up(self) -> None:
        """Run the night that was missed while the window was closed, whatever its hour; today stays open."""
        from cdm_desk.jobs import night_missed

        with self.window.messages.explain():
            if self.office is not None and night_missed(self.office):
                self._run_night(self.clock.now().date() - timedelta(days=1))

    @Slot(object)
    def _run_night(self, until: date) -> None:
        from cdm_desk.jobs import nightly

        office = self.office
        if office is not None:
            self.window.background.run(lambda: nightly(office, until), self._tell_night)

    @Slot()
    def _renew_sheets(self) -> None:
        """Write the day sheets again that facts of other workstations have changed."""
        from cdm_desk.jobs import renew_day_sheets

        office = self.office
        if office is not None and not self.window.background.is_busy():
            self.window.background.run(lambda: renew_day_sheets(office), self._tell_renewed)

    def _tell_renewed(self, renewed: "Sequence[RenewedSheet]") -> None:
        from cdm_desk.ui.words import renewed_told

        told = renewed_told(renewed)
        if told:
            self.window.messages.warn(" ".join(told))

    @Slot()
    def _copy(self) -> None:
        """Copy the store while the desk works, so that damage costs half an hour at most."""
        from cdm_desk.jobs import copy_store

        office = self.office
        if office is not None and not self.window.background.is_busy():
            self.window.background.run(lambda: copy_store(office), self._forget_copy)

    def _forget_copy(self, copy: Path) -> None:
        logging.getLogger(NAME).info("copied to %s", copy)

    def _tell_night(self, night: "Night") -> None:
        for trouble in night.troubles:
            self.window.messages.show_error(trouble)
        if night.check.finding is not None:
            self.window.messages.show_error(StoreRepairedError())
        if night.closed and not night.troubles:
            days = ", ".join(f"{day:%d/%m/%Y}" for day in night.closed)
            self.window.messages.tell(_("Days closed, checked and copied: {days}.").format(days=days))
        self._tell_renewed(night.renewed)

    @Slot(object)
    def _say_closed(self, error: DeskError) -> None:
        from cdm_desk.ui.words import sentence

        self.window.say_closed(sentence(error), _("Nothing was changed. Put it right and start again."))

    def _crash_of_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            self._crash(told.exc_type, told.exc_value, told.exc_traceback)

    def _crash(self, kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.exit(130)
            return
        logging.getLogger(NAME).error("a bug", exc_info=(kind, bug, trace))
        self.window.messages.crash(kind, bug, trace)
