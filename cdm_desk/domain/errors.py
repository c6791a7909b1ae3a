"""What can go wrong in a way that a person understands and can act upon.

```
DeskError
├── RuleError            the trade says no
├── StoreError           this workstation's own store: disk, lock, damage, key
└── SharedFolderError    the folder that the workstations share
```

Errors carry facts; their sentences stand in `cdm_desk.ui.words`.
"""

from datetime import date
from pathlib import Path


class DeskError(Exception):
    """Something that a person can understand and act upon."""


class RuleError(DeskError):
    """The trade says no."""


class StoreError(DeskError):
    """This workstation's own store cannot do what was asked."""


class SharedFolderError(DeskError):
    """The folder that the workstations share cannot do what was asked."""


class NotAllowedError(RuleError):
    """The role on duty may not do this; `role` is another one of the same person that may, if there is one."""

    def __init__(self, action: str, role: str | None = None) -> None:
        super().__init__(action, role)
        self.action = action
        self.role = role


class UnknownCodeError(RuleError):
    """A code does not stand in its list; `known` holds those that do, where they are at hand."""

    def __init__(self, kind: str, code: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(kind, code, known)
        self.kind = kind
        self.code = code
        self.known = known


class RetiredCodeError(RuleError):
    """A theme, motive or outcome has been withdrawn from use."""

    def __init__(self, kind: str, code: str) -> None:
        super().__init__(kind, code)
        self.kind = kind
        self.code = code


class AmountError(RuleError):
    """A number of people or of repeats is not between its bounds."""

    def __init__(self, amount: int, lowest: int, highest: int) -> None:
        super().__init__(amount, lowest, highest)
        self.amount = amount
        self.lowest = lowest
        self.highest = highest


class LabelSheetError(RuleError):
    """A sheet of labels cannot be printed on A4: the measure at fault, and its bound, or how far it goes beyond."""

    def __init__(self, measure: str, bound: float, *, beyond: bool = False) -> None:
        super().__init__(measure, bound, beyond)
        self.measure = measure
        self.bound = bound
        self.beyond = beyond


class LabelUnknownError(RuleError):
    """No copy has this barcode, nor a shelf mark that begins so: there is no label to print."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class LastOfLanguageError(RuleError):
    """A title is the last of its language on its sub-theme: it stays until there is another one."""

    def __init__(self, heading: str) -> None:
        super().__init__(heading)
        self.heading = heading


class KeepUntilError(RuleError):
    """A book would be kept until a day that is not to come."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


class NothingToWeedError(RuleError):
    """No book has been chosen to leave the shelf."""


class NothingToRepeatError(RuleError):
    """There is no act of this workstation today that could be repeated."""


class AmendWindowClosedError(RuleError):
    """The minute in which an arrival can be completed is over."""


class UndoWindowClosedError(RuleError):
    """The time in which an act can be undone is over."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


class AlreadyUndoneError(RuleError):
    """The act has been undone already, or later acts rest upon it."""


class FutureMomentError(RuleError):
    """A late entry names an hour that has not come yet."""


class DayClosedError(RuleError):
    """The day is closed: its facts can only be corrected."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


class DayOpenError(RuleError):
    """The day cannot be closed, or corrected, while the doors are open."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


class DoorsOpenError(RuleError):
    """Nothing is settled for somebody while the doors are open: they may still be here."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


class VisitorsHereError(RuleError):
    """The day would be closed while visitors wait or sit at a desk."""

    def __init__(self, waiting: int, serving: int) -> None:
        super().__init__(waiting, serving)
        self.waiting = waiting
        self.serving = serving


class TicketGoneError(RuleError):
    """No such ticket stands on today's board."""

    def __init__(self, number: str = "") -> None:
        super().__init__(number)
        self.number = number


class TicketTakenError(RuleError):
    """Another desk has called this number."""

    def __init__(self, number: str, desk: str) -> None:
        super().__init__(number, desk)
        self.number = number
        self.desk = desk


class TicketStateError(RuleError):
    """The ticket is not in a state from which this act is possible."""

    def __init__(self, number: str, state: str, act: str) -> None:
        super().__init__(number, state, act)
        self.number = number
        self.state = state
        self.act = act


class OtherDeskError(RuleError):
    """Only the desk that holds the ticket may do this."""

    def __init__(self, number: str, desk: str) -> None:
        super().__init__(number, desk)
        self.number = number
        self.desk = desk


class DeskCannotServeError(RuleError):
    """The desk that was named takes neither this theme nor this language: the visitor would wait for ever."""

    def __init__(self, desk: str) -> None:
        super().__init__(desk)
        self.desk = desk


class DeskPresentError(RuleError):
    """The desk is not released: its workstation has been heard of a moment ago, or is this one."""

    def __init__(self, desk: str, minutes: int) -> None:
        super().__init__(desk, minutes)
        self.desk = desk
        self.minutes = minutes


class DeskBusyError(RuleError):
    """The desk already has a visitor, called or being served."""

    def __init__(self, desk: str, number: str) -> None:
        super().__init__(desk, number)
        self.desk = desk
        self.number = number


class DeskNotOpenError(RuleError):
    """The desk has not been opened today, or is closed or on break."""

    def __init__(self, desk: str) -> None:
        super().__init__(desk)
        self.desk = desk


class DeskElsewhereError(RuleError):
    """The desk is open on another workstation; `free` is the next number that nobody has."""

    def __init__(self, desk: str, workstation: str, free: str) -> None:
        super().__init__(desk, workstation, free)
        self.desk = desk
        self.workstation = workstation
        self.free = free


class DeskMovedError(RuleError):
    """The desk of this workstation goes by another number since another one opened the same."""

    def __init__(self, desk: str, workstation: str, number: str) -> None:
        super().__init__(desk, workstation, number)
        self.desk = desk
        self.workstation = workstation
        self.number = number


class NobodyCalledError(RuleError):
    """The desk has called nobody."""

    def __init__(self, desk: str) -> None:
        super().__init__(desk)
        self.desk = desk


class SessionBegunError(RuleError):
    """The conversation that is to begin has begun already."""

    def __init__(self, desk: str, number: str) -> None:
        super().__init__(desk, number)
        self.desk = desk
        self.number = number


class RecallTooSoonError(RuleError):
    """A number is called again at most every few seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class NoShowTooSoonError(RuleError):
    """A visitor is noted absent only after two calls and a minute."""

    def __init__(self, calls: int, seconds: int) -> None:
        super().__init__(calls, seconds)
        self.calls = calls
        self.seconds = seconds


class CallUnconfirmedError(SharedFolderError):
    """The shared folder did not answer clearly: the call may or may not be ours; trying again is safe."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class ShareAwayError(SharedFolderError):
    """The shared folder is away: a visitor registered elsewhere is called only by a person's own word."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class SessionGoneError(RuleError):
    """No such conversation is known today."""


class NoSessionError(RuleError):
    """The desk has no conversation under way."""

    def __init__(self, desk: str) -> None:
        super().__init__(desk)
        self.desk = desk


class TooManyOutcomesError(RuleError):
    """A conversation has at most three outcomes."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class SeatUnknownError(RuleError):
    """No seat of this number stands in the list."""

    def __init__(self, seat: str) -> None:
        super().__init__(seat)
        self.seat = seat


class SeatTakenError(RuleError):
    """Somebody sits at this seat, or was sent there a moment ago."""

    def __init__(self, seat: str) -> None:
        super().__init__(seat)
        self.seat = seat


class SeatFreeError(RuleError):
    """Nobody sits at this seat."""

    def __init__(self, seat: str) -> None:
        super().__init__(seat)
        self.seat = seat


class SeatOutError(RuleError):
    """The seat is out of order."""

    def __init__(self, seat: str) -> None:
        super().__init__(seat)
        self.seat = seat


class SeatPromisedError(RuleError):
    """A number waits for this very seat: its time cannot be extended."""

    def __init__(self, seat: str, number: str) -> None:
        super().__init__(seat, number)
        self.seat = seat
        self.number = number


class SeatsShortError(RuleError):
    """A group wants more seats than are free."""

    def __init__(self, wanted: int, free: int) -> None:
        super().__init__(wanted, free)
        self.wanted = wanted
        self.free = free


class SpaceClosingError(RuleError):
    """The doors close: no session begins or goes on in the last five minutes."""

    def __init__(self, closing: str) -> None:
        super().__init__(closing)
        self.closing = closing


class TurnGoneError(RuleError):
    """Nobody with this number waits for a seat."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class SeatUnconfirmedError(SharedFolderError):
    """The shared folder did not answer clearly: the seat may or may not be ours to give; trying again is safe."""

    def __init__(self, seat: str) -> None:
        super().__init__(seat)
        self.seat = seat


class SeatAwayError(SharedFolderError):
    """The shared folder is away: whether a seat is free only somebody who sees it can say."""

    def __init__(self, seat: str) -> None:
        super().__init__(seat)
        self.seat = seat


class FactGoneError(RuleError):
    """No such fact is known, or it has been voided already."""


class StoreBusyError(StoreError):
    """Another program keeps the store locked."""


class StoreInUseError(StoreBusyError):
    """Another program of this workstation works on the store: it cannot be put in another's place."""


class StoreFullError(StoreError):
    """The disk is full: nothing was written."""


class StoreDamagedError(StoreError):
    """The store cannot be read: damaged, or not ours."""


class StoreNewerError(StoreError):
    """The store was written by a newer version of the program."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(found, known)
        self.found = found
        self.known = known


class StoreMissingError(StoreError):
    """There is no store here yet."""


class StoreExistsError(StoreError):
    """There is a store here already."""


class KeyWrongError(StoreError):
    """The key in the keyring does not open this store."""


class EngineTooOldError(StoreError):
    """The database engine lacks a fix that the store relies on."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.version = version


class DiskError(StoreError):
    """The disk refused to read or write."""


class SignInNeededError(RuleError):
    """Nobody is signed in here, or the screen is locked."""


class WrongSecretError(RuleError):
    """The password, PIN or recovery code is not the right one; the next try waits."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class TryLaterError(RuleError):
    """After several wrong tries the account rests for a while, on this workstation only."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class PasswordNeededError(RuleError):
    """No PIN opens this account here now: none was set today, it has run out, or it was wrong too often."""


class PasswordShortError(RuleError):
    """A password is too short, or holds a sign that no keyboard types."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class PasswordCommonError(RuleError):
    """A password is among the first that anybody would try."""


class PinShapeError(RuleError):
    """A PIN has exactly so many digits."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class PinCommonError(RuleError):
    """A PIN is among the first that anybody would try."""


class AliasError(RuleError):
    """An alias is empty, too long, or holds a sign that cannot be seen."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class AliasTakenError(RuleError):
    """Another account has this alias."""

    def __init__(self, alias: str) -> None:
        super().__init__(alias)
        self.alias = alias


class PersonGoneError(RuleError):
    """No such account is in use."""


class NoRoleError(RuleError):
    """An account has at least one role."""


class RoleNotHeldError(RuleError):
    """The person does not hold this role."""

    def __init__(self, role: str) -> None:
        super().__init__(role)
        self.role = role


class LastAdministratorError(RuleError):
    """The last administrator cannot be removed."""


class AdministratorsNamedError(RuleError):
    """Administrators are named already: only they open accounts."""


class RecoveryKeyTypoError(RuleError):
    """A recovery key or code was not copied right from the paper."""


class JoinCodeForKeyError(RecoveryKeyTypoError):
    """What was typed as the recovery key has the shape of a joining code: it stands on the other paper."""


class StoreKeyMissingError(StoreError):
    """The keyring does not hold the key of this store: the printed recovery key brings it back."""

    def __init__(self, key_id: str) -> None:
        super().__init__(key_id)
        self.key_id = key_id


class StoreUnrepairableError(StoreError):
    """The store is damaged and no good copy is at hand; the damaged file was left where it was."""


class CopyUnsoundError(StoreUnrepairableError):
    """The file that should take the store's place is no sound copy of it."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.file = file


class CopyFolderError(StoreError):
    """The folder in which a copy was to lie cannot be made or written to."""

    def __init__(self, folder: str, why: str) -> None:
        super().__init__(folder, why)
        self.folder = folder
        self.why = why


class StoreRepairedError(StoreError):
    """The store was found damaged while in use; the last good copy is taken at the next start."""


class BackupFailedError(StoreError):
    """A copy of the store did not stand the comparison with the store, and was thrown away."""


class RecoveryFileError(StoreError):
    """The file beside the store that the recovery key opens is missing or damaged."""


class RecoveryKeyOtherError(StoreError):
    """This recovery key belongs to another store."""


class AuditBrokenError(StoreError):
    """A line of the audit trail was changed, added, moved or taken away."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class LabelMissingError(RuleError):
    """A code would stand without its label in one of the three languages."""

    def __init__(self, code: str, language: str) -> None:
        super().__init__(code, language)
        self.code = code
        self.language = language


class LabelTooLongError(RuleError):
    """A label would not fit on the screens and pages that show it."""

    def __init__(self, code: str, longest: int) -> None:
        super().__init__(code, longest)
        self.code = code
        self.longest = longest


class CodeKnownError(RuleError):
    """A new code is the code of an entry that the list has already."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CodeNeededError(RuleError):
    """An entry that the program itself relies on cannot be withdrawn."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CodeWaitingError(RuleError):
    """A theme cannot be withdrawn while tickets of it wait or are being served."""

    def __init__(self, code: str, tickets: int) -> None:
        super().__init__(code, tickets)
        self.code = code
        self.tickets = tickets


class CodeShapeError(RuleError):
    """A code is made of 2 to 16 capitals, digits and underscores."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class DeskNumberError(RuleError):
    """A desk goes by a whole number from 1 to the highest."""

    def __init__(self, text: str, highest: int) -> None:
        super().__init__(text, highest)
        self.text = text
        self.highest = highest


class NameShapeError(RuleError):
    """A workstation has a short name of visible signs."""

    def __init__(self, longest: int) -> None:
        super().__init__(longest)
        self.longest = longest


class PersonalDataError(RuleError):
    """A text holds what could name a person; nothing of it was kept."""

    def __init__(self, finding: str) -> None:
        super().__init__(finding)
        self.finding = finding


class SharedFolderAwayError(SharedFolderError):
    """The shared folder cannot be reached, hangs, or is empty because nothing is mounted there."""


class WorksAloneError(SharedFolderError):
    """The workstation was set up without a shared folder: there are no others."""


class FolderUnsetError(SharedFolderError):
    """The site shares a folder that is not set on this workstation."""


class HubAddressError(RuleError):
    """What was given as the address of a hub is none, or nothing."""


class SharedFolderForeignError(SharedFolderError):
    """The folder belongs to another site, or its marker was changed."""


class SharedFolderLockedError(SharedFolderError):
    """The shared folder can be read but not written to."""


class SharedFolderFullError(SharedFolderError):
    """There is no room left on the disk of the shared folder."""


class SiteHasNoHubError(RuleError):
    """What was asked for is done with a hub, and the site uses its shared folder alone."""


class SiteOnHubError(RuleError):
    """What was asked for is done with a shared folder, and the site lies on a hub."""


class SharedFolderInUseError(SharedFolderError):
    """The folder holds files of something else: a site is founded in an empty folder."""


class SiteExistsError(SharedFolderError):
    """A site was founded in this folder already: this workstation can only join it."""


class SiteCopyUnsoundError(SharedFolderError):
    """A copy of the shared folder is not what was copied; `name` is the first thing that is missing or changed."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class SiteCopyMissingError(SharedFolderError):
    """No copy of a site lies in the folder that was named."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.folder = folder


class SiteMissingError(SharedFolderError):
    """No site was founded in this folder yet: there is nothing to join."""


class JoinCodeTypoError(RuleError):
    """A joining code was not copied right from the paper."""


class RecoveryKeyForCodeError(JoinCodeTypoError):
    """What was typed as the joining code has the shape of a recovery key: it stands on the other paper."""


class JoinCodeOtherError(SharedFolderError):
    """The joining code belongs to another site than the one in this folder."""


class WorkstationNameTakenError(RuleError):
    """Another workstation of the site has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class PlaceRefusedError(SharedFolderError):
    """A site was to be put into a folder, or onto a server, that cannot be used: nothing was done.

    `lack` is `away`, `locked` or `full`.
    """

    def __init__(self, folder: str, lack: str) -> None:
        super().__init__(folder, lack)
        self.folder = folder
        self.lack = lack


class ExchangeBusyError(SharedFolderError):
    """Another program on this workstation is exchanging with the shared folder and does not come to an end."""


class ClockShapeError(RuleError):
    """The moment that a run was asked to begin at is none."""


class ClockRefusedError(RuleError):
    """A delivered program was asked for another time than that of the machine."""


class ScheduleError(DeskError):
    """The timer of the night could not be set; `said` is what the system answered."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class TitleGoneError(RuleError):
    """The title is no longer in the catalogue."""


class IsbnWrongError(RuleError):
    """What was given for an ISBN is none: its length or check digit is wrong."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class NoSourceError(RuleError):
    """No catalogue of others is switched on here."""


class TitleMissingError(RuleError):
    """A title has no words at all."""


class FieldTooLongError(RuleError):
    """A field of a title is longer than anybody would read."""

    def __init__(self, field: str, longest: int) -> None:
        super().__init__(field, longest)
        self.field = field
        self.longest = longest


class TextRefusedError(PersonalDataError):
    """A field of a title holds what could name a person; nothing of it was kept."""

    def __init__(self, field: str, finding: str) -> None:
        super().__init__(finding)
        self.field = field


class YearError(RuleError):
    """A year of publication is not one."""

    def __init__(self, earliest: int, latest: int) -> None:
        super().__init__(earliest, latest)
        self.earliest = earliest
        self.latest = latest


class AuthorNameMissingError(RuleError):
    """An author without a name."""


class AuthorNameTakenError(RuleError):
    """A form of a name is kept with another author."""

    def __init__(self, name: str, other: str) -> None:
        super().__init__(name, other)
        self.name = name
        self.other = other


class CoverUnfitError(RuleError):
    """What should be the picture of a cover is none, or too large to be opened."""


class MergeSelfError(RuleError):
    """A title is merged with another one, not with itself."""


class BarcodeTakenError(RuleError):
    """Another copy carries this barcode."""

    def __init__(self, barcode: str, title: str) -> None:
        super().__init__(barcode, title)
        self.barcode = barcode
        self.title = title


class FileFormatError(RuleError):
    """A file is none of the formats that can be taken in."""


class FileEmptyError(RuleError):
    """A file holds no record."""


class FileUnreadableError(DeskError):
    """A file is missing, locked or not a file."""


class FileMissingError(DeskError):
    """A file that was named is not there, or holds nothing."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.file = file


class FileTooLargeError(RuleError):
    """A file is larger than may be read in one go."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(megabytes)
        self.megabytes = megabytes


class UnpacksTooLargeError(RuleError):
    """A spreadsheet is small as a file and larger than may be read once unpacked."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(megabytes)
        self.megabytes = megabytes


class TooMuchMemoryError(RuleError):
    """Reading a file took more memory than a desk can spare; nothing was kept."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(megabytes)
        self.megabytes = megabytes


class ReadingBrokenError(RuleError):
    """The process that read a file broke down over it; nothing was kept."""


class TooManyRowsError(RuleError):
    """A file has more rows than may be taken in at once."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class ImportTooSlowError(RuleError):
    """Reading a file took longer than anybody should wait; nothing was kept."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class ImportStoppedError(RuleError):
    """Somebody stopped an import before it was done; nothing was kept."""


class FileNotWrittenError(DeskError):
    """A file could not be written where it was wanted."""


class FileForbiddenError(RuleError):
    """An XML file declares a document type, through which it could reach other files."""


class MappingNeededError(RuleError):
    """No column of a table could be recognised as the title."""

    def __init__(self, headings: tuple[str, ...]) -> None:
        super().__init__(headings)
        self.headings = headings


class MappingUnreadableError(RuleError):
    """A mapping file is not one."""


class ParcelGoneError(RuleError):
    """No such parcel is known, or it has been undone already."""


class KeyringMissingError(StoreError):
    """This session has no keyring of the system that could keep a key."""


class KeyringLockedError(StoreError):
    """The keyring of the system is there and stays locked."""


class SecretMissingError(StoreError):
    """The keyring does not hold a secret that must be there; none is made in its place."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class SecretsFileRefusedError(StoreError):
    """The delivered program keeps no secrets in a file."""


class SecretsReadableError(StoreError):
    """The file of secrets can be read by others, or belongs to somebody else."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.file = file


class SecretsDamagedError(StoreError):
    """The file of secrets cannot be read; it was left as it is."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.file = file


class RecordErasedError(RuleError):
    """The record was erased for good; nothing can be written of it any more."""


class RecordUnknownError(RuleError):
    """No such record lies in this store."""

    def __init__(self, table: str, record_id: str) -> None:
        super().__init__(table, record_id)
        self.table = table
        self.record_id = record_id


class CodeKeptError(RuleError):
    """A code that was delivered, or by which something was counted, is retired and never erased."""


class WorkstationKindError(RuleError):
    """A display, a kiosk or a seat writes nothing but what it is there for."""

    def __init__(self, workstation_kind: str) -> None:
        super().__init__(workstation_kind)
        self.workstation_kind = workstation_kind


class WorkstationUnknownError(RuleError):
    """No workstation of this name is enrolled at the site."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class WorkstationRevokedError(RuleError):
    """A workstation has been revoked: nothing of it is taken in any more."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class RevokeSelfError(RuleError):
    """A workstation cannot revoke itself."""


class ProposalGoneError(RuleError):
    """A proposal was answered meanwhile, here or elsewhere."""


class SecondPersonError(RuleError):
    """Two people are needed: who proposes does not confirm."""
