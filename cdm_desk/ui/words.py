"""The names of states, departments, languages and lists, and a sentence for every error; no Qt in here."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from cdm_desk.domain import (
    agenda,
    bag,
    baskets,
    errors,
    house_figures,
    journals,
    leaflets,
    releases,
    reports,
    sheet_list,
    single_keys,
    stocktake,
    survey,
    survey_sheet,
    typed_hour,
    typed_number,
)
from cdm_desk.domain.change import Department
from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.lists import Entry, Kind, OrderFixedError, shipped
from cdm_desk.domain.press import (
    IssueClosedError,
    IssueEmptyError,
    LinkShapeError,
    PressItemGoneError,
    PressTitleMissingError,
    QuoteSourceError,
)
from cdm_desk.domain.press_feeds import FeedAwayError, FeedTooLargeError, FeedUnreadableError
from cdm_desk.domain.press_rights import LicenceExpiredError, LicenceMissingError
from cdm_desk.domain.queue import KNOWN_HERE, Act, TicketState
from cdm_desk.domain.sheet_list import Lack
from cdm_desk.domain.slip import (
    NoTicketPrinterError,
    PageNotPrintedError,
    PaperOutError,
    PrinterAddressError,
    PrinterAwayError,
    PrinterStoppedError,
    RollNeededError,
    TicketRefusedError,
)
from cdm_desk.domain.staff import ALLOWED, Action, Role
from cdm_desk.language import Catalogue, _, _n, _p, catalogue, in_use, language
from cdm_desk.ui.house_words import fault_sentence
from cdm_desk.ui.key_words import command_name
from cdm_desk.ui.leaflet_words import lack_sentence

if TYPE_CHECKING:
    from cdm_desk.jobs import RenewedSheet

Words = Callable[[], str]

_LONGEST_FACT: Final = 120
# French sets them before its signs; they do nothing to a terminal.
_SPACES: Final = "\u00a0\u202f"

_SENTENCES: Final[Mapping[type[DeskError], Words]] = {
    errors.NotAllowedError: lambda: _(
        "The role on duty may not do this, but these may: {action}. Change of person: Ctrl+Shift+L."
    ),
    errors.UnknownCodeError: lambda: _("There is no code {code} in this list. Choose one of: {known}."),
    errors.RetiredCodeError: lambda: _("This choice has been withdrawn from the list. Choose another one."),
    errors.AmountError: lambda: _("{amount} is not possible here. Give a number from {lowest} to {highest}."),
    errors.NothingToRepeatError: lambda: _("There is nothing to repeat yet today. Press the key of a visit first."),
    errors.AmendWindowClosedError: lambda: _(
        "The minute for adding to this visit is over. The visit itself is counted; nothing is lost."
    ),
    errors.UndoWindowClosedError: lambda: _(
        "This can be undone for {minutes} minutes only. After that, a manager corrects it in the day's figures."
    ),
    errors.AlreadyUndoneError: lambda: _("This has been undone already, or something later depends on it."),
    errors.FutureMomentError: lambda: _("That hour has not come yet. Choose an earlier one."),
    errors.DayClosedError: lambda: _(
        "The day of {day} is closed: nothing was counted. Note the visitor as a late entry (Ctrl+Shift+N); "
        "numbers and desks begin again the next day."
    ),
    errors.DayOpenError: lambda: _("The day of {day} is still open. Close it after the doors have closed."),
    errors.DoorsOpenError: lambda: _(
        "The doors have not closed yet, and the person may still be here: this is settled once they have."
    ),
    errors.VisitorsHereError: lambda: _(
        "The day was not closed: {waiting} waiting, {serving} at a desk. "
        "Wait until they have gone, or close it all the same with --yes."
    ),
    errors.TicketGoneError: lambda: _("This number is not on today's board. The list has just been refreshed."),
    errors.TicketTakenError: lambda: _(
        "Number {number} has just been called at desk {desk}. Call the next one with F8."
    ),
    errors.TicketStateError: lambda: _("Number {number} is now {state}: this is no longer possible."),
    errors.OtherDeskError: lambda: _("Number {number} is with desk {desk}: only that desk can do this."),
    errors.DeskBusyError: lambda: _("Desk {desk} still has number {number}. Finish or put it back first."),
    errors.DeskCannotServeError: lambda: _(
        "Desk {desk} does not take this theme in this language. Choose another desk, or none."
    ),
    errors.DeskPresentError: lambda: _(
        "Desk {desk} is not released: its workstation was heard of less than {minutes} minutes ago. Ask at the desk."
    ),
    errors.DeskNotOpenError: lambda: _("Desk {desk} is not open. Open it first: give its number and themes."),
    errors.DeskElsewhereError: lambda: _("Desk {desk} is open on {workstation}. Desk {free} is free."),
    errors.DeskMovedError: lambda: _("Desk {desk} is open on {workstation}. Yours is now desk {number}."),
    errors.NobodyCalledError: lambda: _("Desk {desk} has called nobody. F8 calls the next visitor."),
    errors.SessionBegunError: lambda: _(
        "The conversation with number {number} has already begun at desk {desk}. Nothing was changed."
    ),
    survey.WaveGoneError: lambda: _("This wave of the survey has been removed. Choose another one."),
    survey.WaveClosedError: lambda: _(
        "“{name}” is closed: nothing was entered. A manager can open it again under Waves."
    ),
    survey.WaveNameError: lambda: _("Give the wave a name of {longest} letters at most, such as the year."),
    survey.WavePeriodError: lambda: _(
        "These days do not fit: each period ends after it begins, the two do not overlap, and one in 1 to 99 is asked."
    ),
    survey.AnswerGoneError: lambda: _("This form has been taken back. Nothing was changed."),
    survey.AnswerDayError: lambda: _(
        "On {day} nobody was asked in this wave, or that day has not come yet. Give a day of its periods."
    ),
    survey.AnswerRangeError: lambda: _("{given} is no answer to question {item}. Give one of: {allowed}."),
    survey.AnswerModeError: lambda: _("{given} is not possible here. Give one of: {allowed}."),
    survey.InterviewerError: lambda: _(
        "The code of an interviewer has {longest} letters or digits at most. It is no name."
    ),
    survey.CommentTooLongError: lambda: _("A comment has {longest} letters at most. Keep to what is said, in short."),
    survey_sheet.SheetHeadError: lambda: _(
        "The first line of this file does not name: {missing}. A wave written to a file shows how it looks."
    ),
    survey_sheet.SheetTooLongError: lambda: _(
        "This file holds more than {most} forms: nothing was taken in. Cut it in several files."
    ),
    survey_sheet.SheetRefusedError: lambda: _("Line {line} of the file cannot be taken in, so nothing was. {why}"),
    errors.RecallTooSoonError: lambda: _("This number was called a moment ago. Call it again in {seconds} s."),
    errors.NoShowTooSoonError: lambda: _(
        "Too soon to note an absence: call the number again first, and wait another {seconds} s."
    ),
    errors.CallUnconfirmedError: lambda: _(
        "The call of {number} is not confirmed yet. Try again: nobody is called twice."
    ),
    errors.ShareAwayError: lambda: _(
        "Number {number} comes from another workstation, and the others cannot be reached. "
        "If this person is in front of you, say so (Ctrl+F8); else call a number of your own."
    ),
    errors.SessionGoneError: lambda: _("This conversation is no longer on today's board."),
    errors.NoSessionError: lambda: _("No conversation is under way at desk {desk}. F8 calls the next visitor."),
    errors.TooManyOutcomesError: lambda: _("A conversation has {most} outcomes at most. Take one away first."),
    single_keys.KeyTakenError: lambda: _(
        "The key {key} is taken by: {command}. Give that one another key first, or choose a free one."
    ),
    single_keys.KeyUnusableError: lambda: _("This key cannot be used. Press a letter, a digit, or one of . + - *"),
    errors.SeatUnknownError: lambda: _("There is no seat {seat}. The map shows the seats there are."),
    errors.SeatTakenError: lambda: _("Seat {seat} has just been taken. Space gives the next free one."),
    errors.SeatFreeError: lambda: _("Nobody sits at seat {seat}."),
    errors.SeatOutError: lambda: _("Seat {seat} is out of order. H puts it right again."),
    errors.SeatPromisedError: lambda: _("Number {number} waits for seat {seat}. Give that number its seat first."),
    errors.SeatsShortError: lambda: _("{wanted} seats were asked for, {free} are free. Nothing was given."),
    errors.SpaceClosingError: lambda: _("The doors close at {closing}: no session goes beyond five minutes before."),
    errors.TurnGoneError: lambda: _("This number waits for a seat no more."),
    errors.SeatUnconfirmedError: lambda: _(
        "Seat {seat} is not confirmed yet. Try again: no seat is given to two people."
    ),
    errors.SeatAwayError: lambda: _(
        "The other workstations cannot be reached: nobody knows whether seat {seat} is free. "
        "If you see that it is, say so (Ctrl+Space); nothing was counted yet."
    ),
    errors.FactGoneError: lambda: _("This figure has been corrected already, or is not known here."),
    errors.StoreBusyError: lambda: _(
        "Another program is using the data of this workstation. Nothing was written; try again in a moment."
    ),
    errors.StoreInUseError: lambda: _(
        "cdm_desk is open on this PC, in a window or a command. Nothing was changed; close it, then do this again."
    ),
    errors.StoreFullError: lambda: _("The disk is full. Nothing was written; make room, then do it again."),
    errors.StoreDamagedError: lambda: _(
        "The data of this workstation cannot be read. Nothing was changed; the last good copy can be restored."
    ),
    errors.StoreNewerError: lambda: _(
        "The data was written by a newer version of the program ({found}; this one knows {known}). "
        "Nothing was changed; install the newer version."
    ),
    errors.StoreMissingError: lambda: _("This workstation has no data yet. Start the program once to set it up."),
    errors.StoreExistsError: lambda: _(
        "This workstation is set up already. Nothing was changed: its name, kind and folder are in the settings of its "
        "window."
    ),
    errors.KeyWrongError: lambda: _(
        "The key kept on this workstation does not open its data. Nothing was changed; use the recovery key."
    ),
    errors.EngineTooOldError: lambda: _(
        "The database engine {version} has a known fault. Nothing was opened; install the program again."
    ),
    errors.DiskError: lambda: _("The disk did not answer. Nothing confirmed before is lost; try again."),
    errors.SignInNeededError: lambda: _("Sign in to go on. What you typed is kept."),
    errors.WrongSecretError: lambda: _("This is not right. You can try again in {seconds} s."),
    errors.TryLaterError: lambda: _("Too many wrong tries. You can try again in {seconds} s."),
    errors.PasswordNeededError: lambda: _("The PIN does not open this account now. Give the password."),
    errors.PasswordShortError: lambda: _("A password has at least {length} signs, all of which a keyboard types."),
    errors.PasswordCommonError: lambda: _("This password is among the first that anybody would try. Choose another."),
    errors.PinShapeError: lambda: _("A PIN has exactly {length} digits."),
    errors.PinCommonError: lambda: _("This PIN is among the first that anybody would try. Choose another."),
    errors.AliasError: lambda: _("An alias has 1 to {length} visible signs."),
    errors.AliasTakenError: lambda: _("Another account is already called {alias}. Choose another alias."),
    errors.PersonGoneError: lambda: _("This account is no longer in use."),
    errors.NoRoleError: lambda: _("An account needs at least one role."),
    errors.RoleNotHeldError: lambda: _("This account does not have the role: {role}."),
    errors.LastAdministratorError: lambda: _(
        "This is the last administrator. Name another one first; two are advised."
    ),
    errors.AdministratorsNamedError: lambda: _("Administrators are named: only they can open accounts."),
    errors.JoinCodeForKeyError: lambda: _(
        "This is the joining code, which stands on the other paper. Type the recovery key: eight groups of four signs."
    ),
    errors.RecoveryKeyTypoError: lambda: _("The recovery code is not copied right. Compare it with the paper."),
    errors.KeyringMissingError: lambda: _(
        "This session has no keyring that could keep the key. Start it from a desktop session, or set CDM_KEYRING=file."
    ),
    errors.KeyringLockedError: lambda: _("The keyring of this session is locked. Unlock it, then try again."),
    errors.SecretMissingError: lambda: _(
        "The keyring does not hold “{name}”. Nothing was made in its place; use the recovery key."
    ),
    errors.SecretsFileRefusedError: lambda: _(
        "The delivered program keeps no keys in a file. Start it without CDM_KEYRING=file."
    ),
    errors.SecretsReadableError: lambda: _(
        "The file of keys {file} can be read by others and was not used. Give it to its owner alone, then try again."
    ),
    errors.SecretsDamagedError: lambda: _("The file of keys {file} cannot be read. It was left as it is."),
    errors.StoreKeyMissingError: lambda: _(
        "The key of this workstation's data is not in the keyring. Nothing is lost: the printed recovery key opens it."
    ),
    errors.StoreUnrepairableError: lambda: _(
        "The data is damaged and no good copy is at hand. The damaged file was left as it is; ask for help."
    ),
    errors.CopyFolderError: lambda: _(
        "No copy can be put into {folder}: {why}. Nothing was changed; choose another folder."
    ),
    errors.CopyUnsoundError: lambda: _(
        "{file} is no sound copy of the data of this PC. Nothing was changed; take another copy."
    ),
    errors.StoreRepairedError: lambda: _(
        "The data was found damaged. Start the program again: the last good copy takes over."
    ),
    errors.BackupFailedError: lambda: _(
        "The copy was not the same as the data and was thrown away. The data itself is sound; try again."
    ),
    errors.RecoveryFileError: lambda: _("The recovery file beside the data is missing or damaged. Ask for help."),
    errors.RecoveryKeyOtherError: lambda: _("This recovery key belongs to other data. Look for the right paper."),
    errors.AuditBrokenError: lambda: _("The audit trail was changed at line {line}. Tell an administrator."),
    errors.LabelMissingError: lambda: _("{code} needs its words in three languages; they are missing in {language}."),
    errors.LabelTooLongError: lambda: _("The words of {code} are too long. Use {longest} signs at most."),
    errors.CodeKnownError: lambda: _("The code {code} is in the list already. Choose another code."),
    errors.CodeNeededError: lambda: _("The program needs {code}: it can be renamed, not withdrawn."),
    journals.IssnWrongError: lambda: _(
        "{typed} is no ISSN: look at the eight signs beside the letters ISSN, or scan the barcode."
    ),
    journals.FirstDayError: lambda: _("{day} is too far away. Give a day from {first} to {last}."),
    journals.AllMonthsError: lambda: _(
        "With these pauses the journal would never appear. Leave it at least one of its months."
    ),
    journals.JournalGoneError: lambda: _("This is no longer among the journals. The list has just been refreshed."),
    journals.JournalTwiceError: lambda: _("“{title}” has this ISSN or barcode already. Change that one instead."),
    journals.NumberMissingError: lambda: _("Type what the number is called, as it is printed on it."),
    journals.ClaimsToError: lambda: _(
        "{typed} is no e-mail address. Type it like orders@example.org, or leave it empty."
    ),
    leaflets.TagTakenError: lambda: _("The tag {tag} is on the pile of “{title}”. Choose another one."),
    leaflets.TagWrongError: lambda: _("A tag has digits, letters and hyphens only, {longest} at most."),
    leaflets.PileGoneError: lambda: _("This pile is no longer there. The list has just been refreshed."),
    leaflets.ValidUntilError: lambda: _("{day} is too far away. Give a day from {first} to {last}."),
    leaflets.BundleError: lambda: _("A bundle of {amount} is not possible. Give a number from 1 to {highest}."),
    errors.LastOfLanguageError: lambda: _(
        "“{heading}” stays: it is the last in its language on its sub-theme. Find another one first."
    ),
    errors.KeepUntilError: lambda: _("{day} is not to come: give a later day until which the book is kept."),
    errors.NothingToWeedError: lambda: _("Nothing is on the lists yet. G gives a book away, P pulps it."),
    errors.LabelSheetError: lambda: _("“{measure}” cannot be so: its limit is {bound}. Measure the sheet again."),
    errors.LabelUnknownError: lambda: _(
        "No copy has the barcode “{text}”, and no shelf mark begins so. Nothing was added to the list."
    ),
    sheet_list.NoSheetsError: lambda: _(
        "Nothing was found to take in. Each line needs a number and a title. {sheet_lack}"
    ),
    sheet_list.SheetsLeftOutError: lambda: _(
        "Left out: line {lines}. Line {line}: {sheet_lack} "
        "Mend the list, or save once more to take in the other {kept}."
    ),
    typed_hour.HourTypedError: lambda: _("“{typed}” is no hour. Type it like 9:30, 9h or 14."),
    typed_number.NumberTypedError: lambda: _("“{typed}” is no whole number. Type it in figures, like 25."),
    typed_number.DayTypedError: lambda: _("“{typed}” is no day. Type it like 30/11/2026, 30/11 or 30."),
    agenda.ActivityTitleError: lambda: _("Give the activity a title, in French or in Dutch."),
    agenda.ActivityHoursError: lambda: _(
        "From {begins} to {ends} is not possible: an activity ends after it begins, on the same day. "
        "Plan what goes on past midnight as two."
    ),
    agenda.ActivityDayError: lambda: _("{day} is not possible here. Choose a day from {first} to {last}."),
    agenda.ActivityDaysError: lambda: _(
        "From {day} to {last} is not possible: an activity lasts {most} days at most. Look at its last day."
    ),
    agenda.ActivityGoneError: lambda: _("This activity is not in the calendar any more. Nothing was changed."),
    agenda.CalledOffError: lambda: _("This activity was called off. If it was held after all, say so first (Del)."),
    agenda.ProgrammeFormatError: lambda: _(
        "The programme is not written as “{ending}”. Let the name of the file end in .ics, .csv, .json, .html or .txt."
    ),
    agenda.HeadsTooSoonError: lambda: _("The heads are counted from {day} on, once the activity is held."),
    bag.BagDaysError: lambda: _(
        "From {first} to {last} is not possible: a bag is away for a month at most, soon or just now."
    ),
    bag.BagDayError: lambda: _("Nothing can be counted on {day}: this bag is for {first} and later, until today."),
    bag.BagOpenError: lambda: _("A bag is open on this computer. Close it first, then open another."),
    bag.OutsideError: lambda: _(
        "This computer is away with its bag: nothing was counted. Count in the bag (Ctrl+8), or close it first."
    ),
    bag.NoBagError: lambda: _("No bag is open on this computer. Open one first."),
    stocktake.StocktakeGoneError: lambda: _("This stocktake is not on the list any more. Nothing was changed."),
    stocktake.StocktakeEndedError: lambda: _(
        "This stocktake has ended. Open it again first, or begin a new one: nothing was written."
    ),
    stocktake.StocktakeOpenError: lambda: _("This stocktake has not ended: it is open already."),
    bag.BagGoneError: lambda: _("This is not in the bag any more. Nothing was changed."),
    OrderFixedError: lambda: _("The order of the themes is fixed: the place of a theme is the digit of its numbers."),
    errors.CodeWaitingError: lambda: _(
        "{tickets} tickets of this theme are waiting or at a desk. Withdraw the theme once they are done."
    ),
    errors.CodeShapeError: lambda: _("A code has 2 to 16 capitals, digits or underscores, such as FOR9."),
    errors.DeskNumberError: lambda: _("“{text}” is no desk. Give its number, from 1 to {highest}, such as 4."),
    errors.NameShapeError: lambda: _("A workstation has a name of 1 to {longest} visible signs."),
    errors.JoinCodeTypoError: lambda: _("The joining code is not copied right. Compare it with the paper."),
    errors.RecoveryKeyForCodeError: lambda: _(
        "This is the recovery key, which stands on the other paper. Type the joining code: five groups of four signs."
    ),
    errors.WorkstationNameTakenError: lambda: _("Another workstation is already called {name}. Choose another name."),
    errors.SharedFolderAwayError: lambda: _(
        "The other workstations cannot be reached. You can go on working; all is sent once they can."
    ),
    errors.WorksAloneError: lambda: _(
        "This PC was set up without a shared folder and works alone. It gets one when it is set up anew, with data of "
        "its own."
    ),
    errors.FolderUnsetError: lambda: _(
        "The shared folder of the site is not set on this PC. Choose it in the settings, under “Shared folder”."
    ),
    errors.HubAddressError: lambda: _(
        "No address of a hub was given, or none that can be read. Give one in CDM_HUB_URL, such as "
        "postgresql://NAME:PASSWORD@SERVER/desk."
    ),
    errors.SharedFolderForeignError: lambda: _(
        "The place set in the settings belongs to another site. Nothing was sent; check it there."
    ),
    errors.SharedFolderLockedError: lambda: _(
        "What the others send can be read, but nothing can be sent. You can go on working; ask for the right to write."
    ),
    errors.SharedFolderFullError: lambda: _(
        "The disk that the workstations share is full. You can go on working; all is sent once there is room."
    ),
    errors.SiteHasNoHubError: lambda: _(
        "This house uses a shared folder and no hub. To move to a hub: the commands hub init, then hub dual with the "
        "address of the hub in CDM_HUB_URL."
    ),
    errors.SiteOnHubError: lambda: _(
        "This site lies on a hub: whoever looks after that server copies its database. Nothing was changed; this "
        "workstation itself can be copied as everywhere."
    ),
    errors.SharedFolderInUseError: lambda: _(
        "This folder holds other files. Nothing was written; choose an empty folder for the site."
    ),
    errors.SiteExistsError: lambda: _("This folder has a site already. Join it with the joining code of the house."),
    errors.SiteCopyUnsoundError: lambda: _(
        "This copy of the shared folder is not whole ({name}). Nothing was changed; take another copy."
    ),
    errors.SiteCopyMissingError: lambda: _(
        "No copy of a site lies in {folder}. Nothing was changed; choose the folder or stick that it was copied to."
    ),
    errors.SiteMissingError: lambda: _("No site was founded in this place yet. Check the place, or found the site."),
    errors.JoinCodeOtherError: lambda: _(
        "The site found there is not the one of this joining code. Check the place first, then the code."
    ),
    errors.ExchangeBusyError: lambda: _(
        "Another exchange is under way on this workstation. Nothing is lost; try again in a minute."
    ),
    errors.PlaceRefusedError: lambda: _(
        "{folder} {lack}. Nothing was changed: put that right or choose another place, then go on."
    ),
    errors.ClockShapeError: lambda: _("CDM_NOW must look like 2019-03-01T18:45."),
    errors.ClockRefusedError: lambda: _(
        "CDM_NOW is for tests: the delivered program always uses the clock of the machine."
    ),
    errors.ScheduleError: lambda: _("The nightly run could not be scheduled. The system says: {said}"),
    reports.PeriodShapeError: lambda: _(
        "“{text}” is no period. Give a day such as 2019-01-14, a week 2019-W03, a month 2019-01, a quarter 2019-Q1 or "
        "a year 2019."
    ),
    reports.PeriodAheadError: lambda: _("{period} has not begun yet: there are no figures. Choose an earlier period."),
    reports.ReportOfOneDayError: lambda: _("{report} is of one day, such as 2019-01-14; “{text}” is none."),
    reports.ReportUnknownError: lambda: _("There is no report {report} for {period}. Choose one of: {known}."),
    reports.PeriodKindError: lambda: _("{report} is told by {kinds}; “{text}” is none of these."),
    releases.ReleaseRevealsError: lambda: _(
        "{report} of {period} is not given out: with what was released before ({before}), it would tell of one to four "
        "people. It can be read on the screen."
    ),
    releases.ReleaseOutdatedError: lambda: _(
        "{report} of {period} is not given out: the figures of {before} have changed since they were released. Give "
        "those out again first."
    ),
    releases.TooFineError: lambda: _(
        "{report} of {period} is not given out: it points at people, and {kinds} is the shortest period that does not "
        "show who they are."
    ),
    releases.ShapeUnknownError: lambda: _(
        "{report} is not given out: its table “{shape}” is not registered as one that may be published."
    ),
    house_figures.HouseFigureError: lambda: "{fault}",
    house_figures.HeadingsMissingError: lambda: _(
        "These columns are needed, by their headings: {known}. Nothing was taken in; look at the first line of "
        "the file."
    ),
    reports.FormUnknownError: lambda: _("Nothing is written as “{name}” here. Choose one of: {forms}."),
    reports.ReportNotWrittenError: lambda: _(
        "Nothing was written to {path}. The system says: {why}. Choose another folder."
    ),
    reports.NotPrintedError: lambda: _("The page was not printed. The printer says: {why}. The PDF is kept: {path}"),
    reports.NotEmptyError: lambda: _(
        "This store holds figures already. Nothing was invented; use a new, empty store for a demonstration."
    ),
    reports.NoPrinterError: lambda: _("This machine knows no printer. The PDF is kept: {path}"),
    PageNotPrintedError: lambda: _(
        "The page was not printed. Choose a printer in the system, or write the page as PDF."
    ),
    NoTicketPrinterError: lambda: _(
        "No printer for tickets is set on this PC. Choose one in the settings, under “Tickets on paper”."
    ),
    RollNeededError: lambda: _(
        "A receipt printer that is reached directly prints on a roll. Choose a roll as paper, or a printer of this PC."
    ),
    PrinterAddressError: lambda: _("{text} is no address of a printer. Give one such as 192.168.1.50."),
    PrinterAwayError: lambda: _("The printer {printer} does not answer. See whether it is on and plugged in."),
    PaperOutError: lambda: _("The printer {printer} has no paper left. Put in paper, then print again."),
    PrinterStoppedError: lambda: _(
        "The printer {printer} stands still. Close its cover and look for jammed paper, then print again."
    ),
    TicketRefusedError: lambda: _("The printer {printer} did not take the ticket. The system says: {why}"),
    errors.PersonalDataError: lambda: _(
        "This text holds {finding}. Nothing was saved: take it out. Nobody is recorded here."
    ),
    errors.TextRefusedError: lambda: _(
        "{field}: this text holds {finding}. Nothing was saved: take it out. Nobody is recorded here."
    ),
    errors.TitleGoneError: lambda: _("This title is no longer in the catalogue. The list has just been refreshed."),
    errors.IsbnWrongError: lambda: _("“{number}” is no ISBN: compare it with the book, its check digit is wrong."),
    errors.NoSourceError: lambda: _(
        "No catalogue of others is switched on here. Settings, “Books looked up elsewhere”, switches them on."
    ),
    errors.TitleMissingError: lambda: _("A book needs a title. Type the title as it stands on the book."),
    errors.FieldTooLongError: lambda: _("{field}: this is too long. Use {longest} signs at most."),
    errors.YearError: lambda: _(
        "A year of publication lies between {earliest} and {latest}. Leave it empty if unknown."
    ),
    errors.AuthorNameMissingError: lambda: _("Write the name as the catalogue is to show it: family name, given name."),
    errors.AuthorNameTakenError: lambda: _(
        "“{name}” is already kept with “{other}”. Take it away there first, or write another form."
    ),
    errors.CoverUnfitError: lambda: _(
        "This is no picture that can be shown: take a JPEG, PNG or WebP file of less than 20 MB. Nothing was changed."
    ),
    errors.MergeSelfError: lambda: _("Both marks are on the same title. Go to the other one, then press Ctrl+M again."),
    errors.BarcodeTakenError: lambda: _(
        "The barcode {barcode} is already on a copy of “{title}”. Scan the label of this copy again."
    ),
    baskets.NameNeededError: lambda: _("Type a name first."),
    baskets.BasketGoneError: lambda: _("This basket is not there any more. Nothing was changed."),
    PressTitleMissingError: lambda: _("An article needs a title or a link. Type its title as the newspaper prints it."),
    PressItemGoneError: lambda: _("This article is no longer in the press review. The list has just been refreshed."),
    LinkShapeError: lambda: _("“{link}” is no address of the web. It begins with https:// and has no blank in it."),
    QuoteSourceError: lambda: _("Whoever is quoted is named: type the newspaper or the site under Source."),
    LicenceMissingError: lambda: _(
        "No licence of {holder} is recorded: the full text cannot be kept. Give a summary in your own words and the "
        "link, or record the licence of the house (Ctrl+Shift+H)."
    ),
    LicenceExpiredError: lambda: _(
        "The licence of {holder} ended on {valid_until}: the full text cannot be kept. Give a summary in your own "
        "words and the link, or record the new licence (Ctrl+Shift+H)."
    ),
    FeedAwayError: lambda: _(
        "{name} does not answer ({why}). The proposals read before stay; try again later or look at the address."
    ),
    FeedTooLargeError: lambda: _(
        "{name} sends more than {megabytes} MB: this is no feed, and nothing of it was taken. Look at the address."
    ),
    FeedUnreadableError: lambda: _(
        "What {name} sends is no RSS or Atom feed that can be read safely. Nothing of it was taken; look at "
        "the address."
    ),
    IssueClosedError: lambda: _("Issue {number} is closed. Choose the issue that runs, or open this one again."),
    IssueEmptyError: lambda: _("No article stands in this issue yet. Paste a link first."),
    errors.FileFormatError: lambda: _(
        "This file is not a catalogue that can be read, or is locked with a password. "
        "Save it as CSV, XLSX, UNIMARC, MARC 21 or MARCXML and try again."
    ),
    errors.FileEmptyError: lambda: _("This file holds no record. Nothing was changed; choose another file."),
    errors.FileUnreadableError: lambda: _(
        "The file cannot be read. Check that it is there and not open in another program, then try again."
    ),
    errors.FileMissingError: lambda: _(
        "The file {file} is missing or empty. Nothing was changed; check its name and its folder."
    ),
    errors.FileTooLargeError: lambda: _(
        "The file is larger than {megabytes} MB. Nothing was changed; split it and import the parts."
    ),
    errors.UnpacksTooLargeError: lambda: _(
        "The spreadsheet is larger than {megabytes} MB once unpacked. Nothing was changed; "
        "save only the rows of books as CSV and try again."
    ),
    errors.TooMuchMemoryError: lambda: _(
        "Reading the file took more than {megabytes} MB of memory. Nothing was changed; split it and import the parts."
    ),
    errors.ReadingBrokenError: lambda: _(
        "The file is damaged in such a way that its reading broke off. Nothing was changed; "
        "have it exported again, or save it as CSV."
    ),
    errors.TooManyRowsError: lambda: _(
        "The file has more than {most} rows. Nothing was changed; split it and import the parts."
    ),
    errors.ImportTooSlowError: lambda: _(
        "Reading the file took more than {seconds} s. Nothing was changed; split it and import the parts."
    ),
    errors.ImportStoppedError: lambda: _("The import was stopped. Nothing was changed."),
    errors.FileNotWrittenError: lambda: _(
        "The file was not written: the folder is full or closed to you. Choose another one; nothing was changed."
    ),
    errors.FileForbiddenError: lambda: _(
        "This XML file declares a document type, which could reach other files. Nothing was read; export it without."
    ),
    errors.MappingNeededError: lambda: _(
        "None of the columns could be recognised as the title. Say what each column holds, then import again."
    ),
    errors.MappingUnreadableError: lambda: _(
        "The mapping of the columns cannot be read. Make it again from the table."
    ),
    errors.RecordErasedError: lambda: _(
        "This record was erased for good. Nothing can be written of it; make a new one if it is still needed."
    ),
    errors.RecordUnknownError: lambda: _("There is no record {record_id} among {table}. Copy the number once more."),
    errors.CodeKeptError: lambda: _(
        "This code was delivered with the program, or something was counted by it. Retire it instead of erasing it."
    ),
    errors.WorkstationKindError: lambda: _(
        "A workstation of this kind ({workstation_kind}) writes nothing of this sort. "
        "Do it at one where people sign in."
    ),
    errors.WorkstationUnknownError: lambda: _("No workstation of this site is called {name}. Check how it is written."),
    errors.WorkstationRevokedError: lambda: _(
        "The workstation {name} has been revoked: nothing of it is taken in. Set it up again under another name."
    ),
    errors.RevokeSelfError: lambda: _("A workstation cannot revoke itself. Do this at another one."),
    errors.ProposalGoneError: lambda: _("Somebody has answered this proposal already. Nothing was changed."),
    errors.SecondPersonError: lambda: _(
        "Two people are needed for this: somebody else than who proposed it signs in and confirms it."
    ),
    errors.ParcelGoneError: lambda: _("No import of this number can be undone here: it is unknown, or undone already."),
}

# The trade's rules explain themselves; a fault of the machine is told to somebody else by its code.
_CODES: Final[Mapping[type[DeskError], str]] = {
    errors.StoreBusyError: "S1",
    errors.StoreFullError: "S2",
    errors.StoreDamagedError: "S3",
    errors.StoreNewerError: "S4",
    errors.StoreMissingError: "S5",
    errors.StoreExistsError: "S6",
    errors.KeyWrongError: "S7",
    errors.EngineTooOldError: "S8",
    errors.DiskError: "S9",
    errors.StoreKeyMissingError: "S10",
    errors.StoreUnrepairableError: "S11",
    errors.StoreRepairedError: "S12",
    errors.BackupFailedError: "S13",
    errors.RecoveryFileError: "S14",
    errors.RecoveryKeyOtherError: "S15",
    errors.AuditBrokenError: "S16",
    errors.StoreInUseError: "S17",
    errors.CopyUnsoundError: "S18",
    errors.CopyFolderError: "S19",
    reports.ReportNotWrittenError: "P1",
    reports.NotPrintedError: "P2",
    reports.NoPrinterError: "P3",
    FeedAwayError: "W1",
    PrinterAwayError: "P4",
    PaperOutError: "P5",
    PrinterStoppedError: "P6",
    TicketRefusedError: "P7",
    PageNotPrintedError: "P8",
    errors.KeyringMissingError: "K1",
    errors.KeyringLockedError: "K2",
    errors.SecretMissingError: "K3",
    errors.SecretsFileRefusedError: "K4",
    errors.SecretsReadableError: "K5",
    errors.SecretsDamagedError: "K6",
    errors.CallUnconfirmedError: "F1",
    errors.ShareAwayError: "F2",
    errors.SharedFolderAwayError: "F3",
    errors.SharedFolderForeignError: "F4",
    errors.SharedFolderLockedError: "F5",
    errors.SharedFolderFullError: "F6",
    errors.SharedFolderInUseError: "F7",
    errors.SiteExistsError: "F8",
    errors.SiteMissingError: "F9",
    errors.JoinCodeOtherError: "F10",
    errors.ExchangeBusyError: "F11",
    errors.PlaceRefusedError: "F12",
    errors.WorksAloneError: "F13",
    errors.FolderUnsetError: "F14",
    errors.SiteCopyMissingError: "F15",
    errors.SiteCopyUnsoundError: "F20",
    errors.SeatUnconfirmedError: "F21",
    errors.SeatAwayError: "F22",
}


def sentence(error: DeskError, instead: str | None = None) -> str:
    """Return what a person can understand and do about an error, in the language in use.

    `instead` is said in place of the usual sentence, with the same facts and code.
    """
    words = instead or _for_this_case(error) or _SENTENCES[type(error)]()
    told = words.format(**{name: _fact(name, fact) for name, fact in vars(error).items()})
    code = _CODES.get(type(error))
    # F7 alone would be taken for the key of that name.
    return _("{sentence} (ref. {code})").format(sentence=told, code=f"{code[0]}-{code[1:]}") if code else told


def _for_this_case(error: DeskError) -> str | None:  # noqa: PLR0911 - one line per case
    """Return what is said instead of the usual sentence when a fact is none: nobody waits for 0 seconds."""
    match error:
        case errors.NotAllowedError(role=role) if role:
            return _("The role on duty may not do this, but you may as {role}: menu File, Act as.")
        case errors.UnknownCodeError(known=()):
            return _("The code {code} is in none of the lists. Choose one from the list.")
        case errors.WrongSecretError(seconds=0):
            return _("This is not right. You can try again.")
        case errors.LabelSheetError(beyond=True):
            return _("The labels would go {bound} mm beyond the paper. Look at “{measure}”, the margin and the step.")
        case survey_sheet.SheetRefusedError(why=None):
            return _("Line {line} of the file cannot be taken in, so nothing was. Look at its day.")
        case errors.NoShowTooSoonError(seconds=0):
            return _("Too soon to note an absence: call the number again first.")
        case errors.NoShowTooSoonError(calls=0):
            return _("Too soon to note an absence: wait another {seconds} s.")
        case _:
            return None


def _fact(name: str, fact: Any) -> str:  # noqa: ANN401, C901, PLR0911, PLR0912 - whatever an error carries; one line per kind
    match name, fact:
        case "fault", str():
            return fault_sentence(house_figures.LineFault(fact))
        case "kinds", _ if isinstance(fact, tuple):
            return in_use().listed([period_kind_name(kind) for kind in fact])
        case _, date():
            return in_use().date(fact)
        case "state", str():
            return state_name(TicketState(fact))
        case "finding", str():
            return finding_name(fact)
        case "role", str():
            return role_name(Role(fact))
        case "action", str():
            return in_use().listed([role_name(role) for role in Role if role in ALLOWED[Action(fact)]])
        case "language", str():
            return screen_language_name(fact)
        case "field", str():
            return book_field_name(fact)
        case "measure", str():
            return label_measure_name(fact)
        case "bound", float():
            return in_use().number(fact, decimals=1)
        case "workstation_kind", str():
            return workstation_kind_name(fact)
        case "table", str():
            return record_kind_name(fact)
        case "sheet_lack", str():
            return lack_sentence(Lack(fact)) if fact else _("Paste the list first.")
        case "lack", str():
            return folder_lack_name(fact)
        case "command", str():
            return command_name(fact)
        case "why" | "said", str():
            return _on_one_line(system_answer(fact))
        case "seconds", int():
            # What is left of a second is a second still.
            return str(max(1, fact))
        case "why", DeskError():
            return sentence(fact)
        case "known" | "allowed" | "missing", tuple():
            return _on_one_line(", ".join(fact))
        case _:
            return _on_one_line(str(fact))


def _on_one_line(text: str) -> str:
    """What was typed is told back, never more of it than a line holds, and no sign that could act."""
    visible = "".join(sign if sign.isprintable() or sign in _SPACES else "�" for sign in text)
    return visible if len(visible) <= _LONGEST_FACT else f"{visible[:_LONGEST_FACT]}…"


def label_measure_name(name: str) -> str:
    """Return the name of a measure of a sheet of labels."""
    return {
        "across": lambda: _("Labels across"),
        "down": lambda: _("Labels down"),
        "width": lambda: _("Width of a label"),
        "height": lambda: _("Height of a label"),
        "left": lambda: _("Left margin"),
        "top": lambda: _("Top margin"),
        "step_x": lambda: _("Step to the right"),
        "step_y": lambda: _("Step down"),
    }[name]()


def period_kind_name(kind: str) -> str:
    """Return the name of a kind of period."""
    return {
        "day": lambda: _("day"),
        "week": lambda: _("week"),
        "month": lambda: _("month"),
        "quarter": lambda: _("quarter"),
        "year": lambda: _("year"),
    }[kind]()


def state_name(state: TicketState) -> str:
    """Return the name of where a ticket stands, as it follows "number 301 is …"."""
    return {
        TicketState.WAITING: lambda: _("waiting"),
        TicketState.CALLED: lambda: _("called"),
        TicketState.SERVING: lambda: _("in conversation"),
        TicketState.PARKED: lambda: _("set aside"),
        TicketState.DONE: lambda: _("finished"),
        TicketState.NO_SHOW: lambda: _("absent when called"),
        TicketState.LEFT: lambda: _("gone before the call"),
        TicketState.CANCELLED: lambda: _("cancelled"),
        TicketState.EXPIRED: lambda: _("not called before closing"),
    }[state]()


def act_name(act: Act) -> str:
    """Return the name of something that happened to a ticket."""
    return {
        Act.REGISTERED: lambda: _("registered"),
        Act.CALLED: lambda: _("called"),
        Act.RECALLED: lambda: _("called again"),
        Act.STARTED: lambda: _("conversation begun"),
        Act.NO_SHOW: lambda: _("absent when called"),
        Act.PUT_BACK: lambda: _("put back in line"),
        Act.PARKED: lambda: _("set aside"),
        Act.RETURNED: lambda: _("back in line"),
        Act.TRANSFERRED: lambda: _("transferred"),
        Act.AMENDED: lambda: _("completed"),
        Act.FINISHED: lambda: _("finished"),
        Act.LEFT: lambda: _("gone before the call"),
        Act.CANCELLED: lambda: _("cancelled"),
        Act.BACK: lambda: _("back after an absence"),
        Act.EXPIRED: lambda: _("not called before closing"),
        Act.UNDONE: lambda: _("undone"),
        Act.ANNOUNCED: lambda: _("wait told"),
        Act.MOVED: lambda: _("taken along to another desk number"),
    }[act]()


def reason_name(reason: str) -> str:
    """Return why a ticket is next: trust needs the reason."""
    return {
        "head": lambda: _("back after an absence"),
        "overdue": lambda: _("has waited too long"),
        "longest": lambda: _("longest wait"),
        "priority": lambda: _("priority"),
        "transferred": lambda: _("sent on by a desk"),
        "only_desk": lambda: _("only this desk can help"),
        "rare": lambda: _("few desks can help"),
        KNOWN_HERE: lambda: _("known on this PC alone; for those before, the shared folder is out of reach"),
    }[reason]()


def after_colon(name: str, text: str) -> str:
    """Return a name and what is said of it, with the colon as the language sets it."""
    return _("{name}: {text}").format(name=name, text=text)


def department_name(department: Department) -> str:
    """Return the name of a department, as on its tab."""
    return {
        Department.WELCOME: lambda: _("Welcome"),
        Department.QUEUE: lambda: _("Queue"),
        Department.COUNSELLING: lambda: _("Counselling"),
        Department.MULTIMEDIA: lambda: _("PC space"),
        Department.LIBRARY: lambda: _("Library"),
        Department.ACTIVITIES: lambda: _("Activities"),
        Department.SURVEY: lambda: _("Survey"),
        Department.REPORTS: lambda: _("Reports"),
        Department.LISTS: lambda: _("Lists"),
        Department.STAFF: lambda: _("Staff"),
        Department.BAG: lambda: _("Off-site"),
        Department.EXCHANGE: lambda: _("Exchange"),
    }[department]()


def role_name(role: Role) -> str:
    """Return the name of a role in the house."""
    return {
        Role.RECEPTION: lambda: _("Reception"),
        Role.STEWARD: lambda: _("Digital steward"),
        Role.COUNSELLOR: lambda: _("Counsellor"),
        Role.DOCUMENTALIST: lambda: _("Librarian"),
        Role.MANAGER: lambda: _("Manager"),
        Role.ADMINISTRATOR: lambda: _("Administrator"),
    }[role]()


def finding_name(finding: str) -> str:
    """Return the name of a kind of personal data, as it follows "this text holds …"."""
    return {
        "national_number": lambda: _("a national number"),
        "email": lambda: _("an e-mail address"),
        "phone": lambda: _("a phone number"),
        "iban": lambda: _("a bank account number"),
    }[finding]()


def workstation_kind_name(kind: str) -> str:
    """Return what a workstation is for."""
    return {
        "reception": lambda: _("Reception"),
        "counselling": lambda: _("Counselling"),
        "multimedia": lambda: _("PC space"),
        "library": lambda: _("Library"),
        "office": lambda: _("Office, management"),
        "display": lambda: _("Public display"),
        "kiosk": lambda: _("Self check-in"),
        "seat": lambda: _("Visitor's PC"),
        "off-site": lambda: _("Away from the house"),
    }[kind]()


def record_kind_name(table: str) -> str:
    """Return what the records of a kind that can be erased are, as it follows "there is no such record among …"."""
    return {
        "title": lambda: _("the books"),
        "copy": lambda: _("the copies of books"),
        "person": lambda: _("the accounts of staff"),
        "list_entry": lambda: _("the entries of the lists"),
    }[table]()


def folder_lack_name(lack: str) -> str:
    """Return what a folder lacks, as it follows its name."""
    return {
        "away": lambda: _("is not there or cannot be reached"),
        "locked": lambda: _("can be read but not written to"),
        "full": lambda: _("has no room left on its disk"),
    }[lack]()


_SYSTEM_ANSWERS: Final[Mapping[str, Words]] = {
    os.strerror(code): words
    for code, words in {
        errno.EACCES: lambda: _("permission denied"),
        errno.EPERM: lambda: _("permission denied"),
        errno.EROFS: lambda: _("nothing can be written there"),
        errno.ENOENT: lambda: _("this file or folder does not exist"),
        errno.ENOTDIR: lambda: _("a part of this path is a file, not a folder"),
        errno.EISDIR: lambda: _("this is a folder, not a file"),
        errno.EEXIST: lambda: _("there is something of this name already"),
        errno.ENAMETOOLONG: lambda: _("the name is too long"),
        errno.ENOSPC: lambda: _("the disk is full"),
        errno.EBUSY: lambda: _("another program is using it"),
        errno.EIO: lambda: _("the disk did not answer"),
        errno.ETIMEDOUT: lambda: _("no answer came in time"),
        errno.ECONNREFUSED: lambda: _("it refuses the connection"),
        errno.ECONNRESET: lambda: _("it broke the connection off"),
        errno.EPIPE: lambda: _("it broke the connection off"),
        errno.ENXIO: lambda: _("nothing is connected there"),
    }.items()
}


def system_answer(said: str) -> str:
    """Return what the system answered in the language in use: its usual answers come in English."""
    known = _SYSTEM_ANSWERS.get(said)
    return said if known is None else known()


def damage_name(finding: str) -> str:
    """Return what was wrong with the store, as it stands in brackets."""
    return {
        "gone": lambda: _("the file was missing or empty"),
        "foreign": lambda: _("its key did not open the file"),
        "cut": lambda: _("the file had a wrong length"),
        "pages": lambda: _("damaged pages"),
        "log_gone": lambda: _("the log of the last run was missing"),
        "log_damaged": lambda: _("the log of the last run broke off"),
    }[finding]()


def renewed_told(renewed: Sequence[RenewedSheet]) -> list[str]:
    """Return a sentence for each day sheet that was written again; a printed one is not printed again unasked."""
    told = []
    for sheet in renewed:
        words = _("The day sheet of {day} has changed: later figures have come. It was written again in its place.")
        if sheet.printed:
            words = _("The day sheet of {day} has changed since it was printed. Print it again on the Reports tab.")
        told.append(words.format(day=in_use().date(sheet.day)))
        if sheet.missing:
            names = ", ".join(sheet.missing)
            told.append(_("It stays provisional: not all has come from {names}.").format(names=names))
    return told


def repair_told(copy_of: datetime | None) -> str:
    """Return the sentence about a store that was put right: from a copy, or kept because it was newer than any."""
    if copy_of is not None:
        return _("The store was damaged and has been put right from its last good copy.")
    return _(
        "The program was cut off last time. All is there up to that moment: see whether the last acts are missing."
    )


def restored_told(*, workstation: str, taken_at: datetime, set_aside: str, alone: bool) -> str:
    """Return what came of putting a copy in the place of the store: what it is, what lies where, what comes back."""
    spoken = in_use()
    parts = [
        _("Back in its place: the data of {workstation} as they were on {day} at {time}.").format(
            workstation=workstation, day=spoken.date(taken_at.date()), time=spoken.time(taken_at)
        ),
        _("What was done here since then is not in the copy, and nobody else has it.")
        if alone
        else _(
            "What this workstation had sent to the others since then comes back with the next exchange; what it had "
            "not sent yet does not."
        ),
    ]
    if set_aside:
        parts.append(_("The data from before lie in {file} for a week.").format(file=set_aside))
    return " ".join(parts)


def book_field_name(field: str) -> str:
    """Return the name of a field of a title or copy, as on the screen that edits it; one without a name is its code."""
    return {
        "title": lambda: _("Title"),
        "subtitle": lambda: _("Subtitle"),
        "authors": lambda: _("Authors"),
        "edition": lambda: _("Edition"),
        "place": lambda: _("Place"),
        "publisher": lambda: _("Publisher"),
        "year": lambda: _("Year"),
        "series": lambda: _("Series"),
        "pages": lambda: _("Pages"),
        "isbns": lambda: _("ISBN"),
        "issns": lambda: _("ISSN"),
        "languages": lambda: _p("book", "Languages"),
        "subjects": lambda: _("Subjects"),
        "summary": lambda: _("Summary"),
        "theme_code": lambda: _("Theme"),
        "sub_theme_code": lambda: _("Sub-theme"),
        "shelf_mark": lambda: _("Shelf mark"),
        "kind": lambda: _p("book", "Type"),
        "partner_issued": lambda: _("Issued by a partner"),
        "checked_on": lambda: _("Last checked on"),
        "review_by": lambda: _("To review by"),
        "state": lambda: _p("book", "State"),
        "volume": lambda: _("Volume"),
        "other_sub_themes": lambda: _("Other sub-themes"),
        "partner_code": lambda: _("Partner"),
        "dewey": lambda: _("Dewey"),
        "udc": lambda: _("UDC"),
        "rameau": lambda: _("RAMEAU"),
        "name": lambda: _("Preferred name"),
        "variants": lambda: _("Other forms"),
        "barcode": lambda: _("Barcode"),
        "number": lambda: _p("journal", "Number"),
        "acquired_on": lambda: _("Acquired on"),
        "gift": lambda: _("Origin"),
        "price_cents": lambda: _("Price"),
        "title_id": lambda: _("Title"),
        "removed": lambda: _("Removed"),
        "copies": lambda: _("Copies"),
        "responsibility": lambda: _("Statement of responsibility"),
        "source": lambda: _p("press", "Source"),
        "author": lambda: _p("press", "Author"),
        "link": lambda: _p("press", "Link"),
        "published_on": lambda: _p("press", "Date"),
        "language": lambda: _p("press", "Language"),
        "theme_codes": lambda: _p("press", "Themes"),
        "summary_fr": lambda: _("Summary in French"),
        "summary_nl": lambda: _("Summary in Dutch"),
        "quote": lambda: _("Quotation"),
        "full_text": lambda: _("Full text"),
        "licence": lambda: _("Licence"),
        "location": lambda: _p("book", "Place on the shelves"),
        "title_fr": lambda: _("Title in French"),
        "title_nl": lambda: _("Title in Dutch"),
        "room": lambda: _p("activity", "Room"),
    }.get(field, lambda: field)()


def screen_language_name(code: str) -> str:
    """Return the name of a language of the screens: `fr`, `nl`, `en`."""
    return {
        "fr": lambda: _("French"),
        "nl": lambda: _("Dutch"),
        "en": lambda: _("English"),
    }[code]()


def service_language_name(code: str | None) -> str:
    """Return the name of the language of a visit; nothing recorded is said as such, never as a language."""
    if code is None:
        return _p("language", "not recorded")
    return {
        "FR": lambda: _("French"),
        "NL": lambda: _("Dutch"),
        "BI": lambda: _("French or Dutch"),
    }[code]()


def service_language_mark(code: str | None) -> str:
    """Return the language of a visit in two letters, for a column; a dash when none was recorded."""
    return {"FR": "FR", "NL": "NL", "BI": "FR/NL"}.get(code or "", "–")


def list_name(kind: Kind) -> str:
    """Return the name of a code list."""
    return {
        Kind.THEME: lambda: _("Themes"),
        Kind.THEME_VERB: lambda: _("Themes as verbs"),
        Kind.SUB_THEME: lambda: _("Sub-themes"),
        Kind.STATUS: lambda: _("Status"),
        Kind.AGE: lambda: _("Age"),
        Kind.SEX: lambda: _("Sex"),
        Kind.EDUCATION: lambda: _("Education"),
        Kind.SCHOOL_LEVEL: lambda: _("School levels"),
        Kind.TEACHING: lambda: _("Types of teaching"),
        Kind.LANGUAGE: lambda: _("Languages of service"),
        Kind.HELPER_LANGUAGE: lambda: _("Helper languages"),
        Kind.COMMUNE: lambda: _("Communes"),
        Kind.MOTIVE: lambda: _("Reasons at the door"),
        Kind.AWARENESS: lambda: _("How people know the house"),
        Kind.ACTIVITY: lambda: _("Types of activity"),
        Kind.OUTCOME: lambda: _("Outcomes"),
        Kind.AUDIENCE: lambda: _("Audiences"),
        Kind.CHANNEL: lambda: _("Channels"),
        Kind.WORK_KIND: lambda: _("Types of work"),
        Kind.COPY_STATE: lambda: _("States of a copy"),
        Kind.PARTNER: lambda: _("Partners"),
        Kind.PRIORITY: lambda: _("Reasons for priority"),
        Kind.PARK_REASON: lambda: _("Reasons for setting aside"),
        Kind.PAUSE_REASON: lambda: _("Reasons for a break"),
        Kind.VOID_REASON: lambda: _("Reasons for a correction"),
        Kind.DISPLAY_MESSAGE: lambda: _("Messages of the public display"),
        Kind.PLACE: lambda: _("Places off-site"),
    }[kind]()


def label_of(entry: Entry) -> str:
    """Return the words of a list entry in the language in use."""
    return entry.label.spoken(language())


def other_label_of(entry: Entry) -> str:
    """Return the words in the other language of the house: Dutch beside French or English, French beside Dutch."""
    return entry.label.spoken(other_catalogue().language)


def both_labels(entry: Entry) -> str:
    """Return the words in French and Dutch, the language of the screen first."""
    return entry.label.both(dutch_first=language() == "nl")


def short_outcome(entry: Entry) -> str:
    """Return the words on the key of an outcome, its whole label once the house has renamed it."""
    known = shipped(Kind.OUTCOME, entry.code)
    short = _SHORT_OUTCOMES.get(entry.code)
    return short() if short and known and known.label == entry.label else label_of(entry)


_SHORT_OUTCOMES: Final[Mapping[str, Words]] = {
    "OU1": lambda: _p("outcome", "Answered"),
    "OU2": lambda: _p("outcome", "Other theme"),
    "OU3": lambda: _p("outcome", "Books / PC"),
    "OU4": lambda: _p("outcome", "Activity"),
    "OU5": lambda: _p("outcome", "To employment"),
    "OU6": lambda: _p("outcome", "To training"),
    "OU7": lambda: _p("outcome", "To education"),
    "OU8": lambda: _p("outcome", "To recognition"),
    "OU9": lambda: _p("outcome", "To business"),
    "OU10": lambda: _p("outcome", "To mobility"),
    "OU11": lambda: _p("outcome", "To social help"),
    "OU12": lambda: _p("outcome", "Come back"),
    "OU13": lambda: _p("outcome", "Interrupted"),
    "OU14": lambda: _p("outcome", "Out of scope"),
}


def short_motive(entry: Entry, speaker: Catalogue) -> str:
    """Return the words on the key of a motive in a language, its whole label once the house has renamed it."""
    known = shipped(Kind.MOTIVE, entry.code)
    short = _SHORT_MOTIVES.get(entry.code)
    if short and known and known.label == entry.label:
        return short(speaker)
    return entry.label.spoken(speaker.language)


_SHORT_MOTIVES: Final[Mapping[str, Callable[[Catalogue], str]]] = {
    "MV1": lambda speaker: speaker.pgettext("motive", "Quick information"),
    "MV3": lambda speaker: speaker.pgettext("motive", "PC space"),
    "MV4": lambda speaker: speaker.pgettext("motive", "Documentation"),
    "MV5": lambda speaker: speaker.pgettext("motive", "Activity"),
    "MV6": lambda speaker: speaker.pgettext("motive", "Group"),
    "MV8": lambda speaker: speaker.pgettext("motive", "Professional visit"),
    "MV9": lambda speaker: speaker.pgettext("motive", "Wrong door"),
}


def other_catalogue() -> Catalogue:
    """Return the other language of the house: Dutch beside French or English, French beside Dutch."""
    return catalogue("fr" if language() == "nl" else "nl")


def minutes_text(minutes: int) -> str:
    """Return a number of minutes for a narrow column: `7'`, `1 h 05`."""
    if minutes < 60:
        return f"{minutes}'"
    return _("{hours} h {minutes}").format(hours=minutes // 60, minutes=f"{minutes % 60:02d}")


def clock_text(seconds: int) -> str:
    """Return a running time: `00:07:12`."""
    minutes, rest = divmod(max(0, seconds), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest:02d}"


def people_text(people: int) -> str:
    """Return a head count in words."""
    return _n("{people} person", "{people} people", people).format(people=in_use().number(people))
