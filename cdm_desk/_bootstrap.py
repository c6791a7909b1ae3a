"""The set-up that runs before anything is installed: system libraries, an environment, its parts.

Standard library only. `ensure` returns at once when the interpreter at hand has every part (installed by pip, or
frozen); otherwise it makes an environment in the user's cache, once per lock file, and starts again inside it.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Final, NoReturn

WORLDS_FAULT: Final = 3
INTERRUPTED: Final = 130

RUN_PARTS: Final = (
    "PySide6", "argon2", "babel", "cryptography", "defusedxml", "holidays", "keyring", "phonenumbers", "platformdirs",
    "psycopg", "pymarc", "pypdfium2", "python_calamine", "reportlab", "sqlalchemy", "sqlcipher3", "stdnum", "tzdata",
    "xlsxwriter",
)  # fmt: skip
TEST_PARTS: Final = (
    "hypothesis",
    "importlinter",
    "mypy",
    "pytest",
    "pytest_benchmark",
    "pytestqt",
    "ruff",
    "scipy",
    "xdist",
)

# What the wheels of Qt expect of the system: the library, and the Debian package that brings it.
LIBRARIES: Final = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
SCREEN_LIBRARIES: Final = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}

_STAMP = "complete"
_UNUSED_AFTER_DAYS = 30
_ROUNDS = "CDM_SETUP_ROUND"

# The catalogues cannot be read before Babel is there, so these few sentences carry their own translations.
_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "first start": {
        "en": "First start on this computer: everything needed is being set up. This takes about a minute.",
        "fr": "Premier démarrage sur cet ordinateur : tout le nécessaire est mis en place. Cela prend environ une minute.",
        "nl": "Eerste start op deze computer: alles wat nodig is, wordt klaargezet. Dit duurt ongeveer een minuut.",
    },
    "waiting": {
        "en": "Another start is setting things up; waiting for it.",
        "fr": "Un autre démarrage met tout en place ; on l'attend.",
        "nl": "Een andere start zet alles klaar; even wachten.",
    },
    "system": {
        "en": "Installing system libraries: {packages}",
        "fr": "Installation des bibliothèques du système : {packages}",
        "nl": "Systeembibliotheken worden geïnstalleerd: {packages}",
    },
    "environment": {
        "en": "Making the environment in {folder}",
        "fr": "Création de l'environnement dans {folder}",
        "nl": "De omgeving wordt gemaakt in {folder}",
    },
    "parts": {
        "en": "Fetching and installing the parts.",
        "fr": "Téléchargement et installation des composants.",
        "nl": "De onderdelen worden opgehaald en geïnstalleerd.",
    },
    "ready": {"en": "Ready.", "fr": "Prêt.", "nl": "Klaar."},
    "ask root": {
        "en": "System libraries are missing. Run this line, then start again:\n  {line}",
        "fr": "Il manque des bibliothèques du système. Exécutez cette ligne, puis redémarrez :\n  {line}",
        "nl": "Er ontbreken systeembibliotheken. Voer deze regel uit en start opnieuw:\n  {line}",
    },
    "no apt": {
        "en": "Install these system libraries, then start again: {libraries}",
        "fr": "Installez ces bibliothèques du système, puis redémarrez : {libraries}",
        "nl": "Installeer deze systeembibliotheken en start opnieuw: {libraries}",
    },
    "apt failed": {
        "en": "The system libraries could not be installed. Check the network, then start again. Details: {log}",
        "fr": "Les bibliothèques du système n'ont pas pu être installées. Vérifiez le réseau, puis redémarrez. Détails : {log}",
        "nl": "De systeembibliotheken konden niet worden geïnstalleerd. Controleer het netwerk en start opnieuw. Details: {log}",
    },
    "no pip": {
        "en": "This Python cannot make an environment with pip in it. Install Python 3.11 or later complete with venv and "
        "pip, then start again.",
        "fr": "Ce Python ne peut pas créer d'environnement avec pip. Installez Python 3.11 ou plus récent, complet avec venv "
        "et pip, puis redémarrez.",
        "nl": "Deze Python kan geen omgeving met pip maken. Installeer Python 3.11 of later, volledig met venv en pip, en "
        "start opnieuw.",
    },
    "no environment": {
        "en": "The environment could not be made. Details: {log}",
        "fr": "L'environnement n'a pas pu être créé. Détails : {log}",
        "nl": "De omgeving kon niet worden gemaakt. Details: {log}",
    },
    "network": {
        "en": "The parts could not be fetched. Check the network, then start again. Details: {log}",
        "fr": "Les composants n'ont pas pu être téléchargés. Vérifiez le réseau, puis redémarrez. Détails : {log}",
        "nl": "De onderdelen konden niet worden opgehaald. Controleer het netwerk en start opnieuw. Details: {log}",
    },
    "hashes": {
        "en": "A fetched part is not the one the lock file names; nothing of it was used. Tell whoever looks after the "
        "program. Details: {log}",
        "fr": "Un composant téléchargé n'est pas celui du fichier de verrouillage ; il n'a pas été utilisé. Prévenez la "
        "personne responsable du programme. Détails : {log}",
        "nl": "Een opgehaald onderdeel is niet dat van het vergrendelingsbestand; het is niet gebruikt. Verwittig wie het "
        "programma beheert. Details: {log}",
    },
    "disk full": {
        "en": "The disk is full: {folder} needs about 700 MB. Make room, then start again.",
        "fr": "Le disque est plein : {folder} demande environ 700 Mo. Libérez de la place, puis redémarrez.",
        "nl": "De schijf is vol: {folder} heeft ongeveer 700 MB nodig. Maak plaats en start opnieuw.",
    },
    "folder": {
        "en": "Nothing can be written in {folder} ({why}). Set XDG_CACHE_HOME to a folder of yours, then start again.",
        "fr": "Impossible d'écrire dans {folder} ({why}). Donnez à XDG_CACHE_HOME un dossier à vous, puis redémarrez.",
        "nl": "Er kan niets worden geschreven in {folder} ({why}). Zet XDG_CACHE_HOME op een eigen map en start opnieuw.",
    },
    "damaged": {
        "en": "The environment in {folder} is incomplete and could not be mended. Delete this folder, then start again.",
        "fr": "L'environnement dans {folder} est incomplet et n'a pas pu être réparé. Supprimez ce dossier, puis redémarrez.",
        "nl": "De omgeving in {folder} is onvolledig en kon niet worden hersteld. Verwijder deze map en start opnieuw.",
    },
    "no window": {
        "en": "No window can open, because this session has no display. Start it again from a desktop session.",
        "fr": "Aucune fenêtre ne peut s'ouvrir, car cette session n'a pas d'écran. Relancez-le depuis une session de bureau.",
        "nl": "Er kan geen venster openen, want deze sessie heeft geen scherm. Start opnieuw vanuit een bureaubladsessie.",
    },
    "old python": {
        "en": "Python 3.11 or later is needed; this is {version}.",
        "fr": "Il faut Python 3.11 ou plus récent ; ceci est {version}.",
        "nl": "Python 3.11 of later is nodig; dit is {version}.",
    },
}

# What a system answers in its own words, mostly English, by the name of its number.
_REASONS: Final[Mapping[str, Mapping[str, str]]] = {
    "EACCES": {"en": "permission denied", "fr": "accès refusé", "nl": "geen toegang"},
    "EPERM": {"en": "permission denied", "fr": "accès refusé", "nl": "geen toegang"},
    "EROFS": {"en": "read-only", "fr": "en lecture seule", "nl": "alleen-lezen"},
    "ENOENT": {"en": "it does not exist", "fr": "il n'existe pas", "nl": "die bestaat niet"},
    "ENOTDIR": {
        "en": "a part of the path is a file",
        "fr": "une partie du chemin est un fichier",
        "nl": "een deel van het pad is een bestand",
    },
    "EEXIST": {
        "en": "a file has this name already",
        "fr": "un fichier porte déjà ce nom",
        "nl": "een bestand heeft die naam al",
    },
    "ENAMETOOLONG": {"en": "the name is too long", "fr": "le nom est trop long", "nl": "de naam is te lang"},
    "EIO": {"en": "the disk did not answer", "fr": "le disque n'a pas répondu", "nl": "de schijf antwoordde niet"},
}


class SetUpError(Exception):
    """The set-up cannot go on; carries the name of its sentence and the facts in it."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence, facts)
        self.sentence = sentence
        self.facts = facts


def ensure(*, tests: bool = False) -> None:
    """Return when every part can be imported here; otherwise set up and start again in an environment.

    Ends the process with status 3 and one sentence when the set-up cannot be done.
    """
    if getattr(sys, "frozen", False):
        return
    parts = RUN_PARTS + TEST_PARTS if tests else RUN_PARTS
    try:
        if not has(parts):
            _start_again_in(_environment(tests=tests))
        os.environ.pop(_ROUNDS, None)
    except SetUpError as error:
        _give_up(error)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def ensure_libraries() -> None:
    """Return when the libraries that a window needs are on this system; install them when root.

    Loading them here costs nothing: Qt loads the same ones a moment later in the same process.
    """
    if getattr(sys, "frozen", False):
        return
    try:
        _install_libraries(cache_folder())
    except SetUpError as error:
        _give_up(error)


def has(parts: Sequence[str]) -> bool:
    """Whether each of these packages can be found by this interpreter (none is imported)."""
    return all(find_spec(part) is not None for part in parts)


def on_screen() -> bool:
    """Whether this process can reach a display; always true outside Linux."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def cache_folder() -> Path:
    """Return the folder in the user's cache that holds environments and the log of the set-up."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "cdm-desk"


def lock_file(*, tests: bool = False) -> Path:
    """Return the file that names each part by version and hash."""
    return Path(__file__).with_name("_lock") / ("requirements-dev.txt" if tests else "requirements.txt")


def environment_folder(*, tests: bool = False) -> Path:
    """Return where the environment for this lock file and this Python lies, made or not."""
    from hashlib import sha256

    identity = f"{sys.implementation.cache_tag} {sys.platform} {sys.base_prefix}".encode()
    key = sha256(lock_file(tests=tests).read_bytes() + identity).hexdigest()[:12]
    return cache_folder() / f"{'tests' if tests else 'run'}-{key}"


def missing_libraries(*, screen: bool) -> dict[str, str]:
    """Return the libraries that this Linux does not have, each with its Debian package."""
    if not sys.platform.startswith("linux"):
        return {}
    from ctypes import CDLL

    def absent(library: str) -> bool:
        try:
            CDLL(library)
        except OSError:
            return True
        return False

    wanted = LIBRARIES | (SCREEN_LIBRARIES if screen else {})
    return {library: package for library, package in wanted.items() if absent(library)}


def sentence(name: str, **facts: object) -> str:
    """Return a sentence of the set-up in the language of this run."""
    return _spoken(_SENTENCES[name]).format(**facts)


def _spoken(words: Mapping[str, str]) -> str:
    # The house speaks French where nothing is told, as the program itself does.
    return words.get(_language(), words["fr"])


def _language() -> str:
    """The first two letters of the language that the run, else the system, speaks."""
    told = next(filter(None, map(os.environ.get, ("CDM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))), "")
    if not told and sys.platform == "win32":
        # Windows sets none of them.
        from ctypes import windll
        from locale import windows_locale

        told = windows_locale.get(windll.kernel32.GetUserDefaultUILanguage(), "")
    return told[:2].lower()


def _environment(*, tests: bool) -> Path:
    if sys.version_info < (3, 11):
        raise SetUpError("old python", version=sys.version.split()[0])
    folder = environment_folder(tests=tests)
    inside = Path(sys.prefix) == folder
    if inside:
        # Complete by its stamp, yet a part is missing: somebody emptied a part of the cache.
        (folder / _STAMP).unlink(missing_ok=True)
        _start_again_in(None)
    stamp = folder / _STAMP
    if stamp.is_file() and _python_of(folder).exists():
        _touch(stamp)
        return folder
    try:
        _set_up(folder, lock_file(tests=tests))
    except OSError as error:
        raise _disk_error(error, folder) from error
    return folder


def _set_up(folder: Path, lock: Path) -> None:
    import shutil

    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder.with_suffix(".lock")) as held:
        if (folder / _STAMP).is_file() and _python_of(folder).exists():
            return
        _say("first start")
        log = folder.parent / "setup.log"
        with log.open("wb") as details:
            _install_libraries(folder.parent, details, with_venv=True)
            _say("environment", folder=folder)
            # What a killed set-up left behind is never built upon.
            shutil.rmtree(folder, ignore_errors=True)
            _make(folder, details, held)
            _say("parts")
            _fill(folder, lock, details, held)
        # Written last: an environment without it was not finished.
        (folder / _STAMP).write_text(f"{lock.name}\n", encoding="utf-8")
        _forget_unused(folder)
        _say("ready")


def _make(folder: Path, details: IO[bytes], held: int) -> None:
    pip = find_spec("ensurepip") is not None
    if not pip and find_spec("pip") is None:
        raise SetUpError("no pip")
    command = [sys.executable, "-m", "venv", *([] if pip else ["--without-pip"]), str(folder)]
    if _run(command, details, held):
        raise SetUpError("no environment", log=details.name)


def _fill(folder: Path, lock: Path, details: IO[bytes], held: int) -> None:
    python = str(_python_of(folder))
    pip = [python, "-m", "pip"] if find_spec("ensurepip") else [sys.executable, "-m", "pip", "--python", python]
    options = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--no-input", "--retries", "2"]
    quiet = ["--disable-pip-version-check", "--progress-bar", "off", "--no-warn-script-location"]
    if _run([*pip, "install", *options, *quiet, "-r", str(lock)], details, held):
        details.flush()
        said = Path(details.name).read_text(encoding="utf-8", errors="replace")
        if "No space left" in said or "Errno 28" in said:
            raise SetUpError("disk full", folder=folder.parent)
        raise SetUpError("hashes" if "DO NOT MATCH THE HASHES" in said else "network", log=details.name)


def _install_libraries(cache: Path, details: IO[bytes] | None = None, *, with_venv: bool = False) -> None:
    missing = missing_libraries(screen=on_screen())
    packages = list(missing.values())
    if (
        with_venv
        and find_spec("ensurepip") is None
        and find_spec("pip") is None
        and Path("/etc/debian_version").exists()
    ):
        packages.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    if not packages:
        return
    from shutil import which

    if which("apt-get") is None:
        raise SetUpError("no apt", libraries=" ".join(missing))
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        raise SetUpError("ask root", line=f"sudo apt-get update && sudo {' '.join(install)}")
    _say("system", packages=" ".join(packages))
    cache.mkdir(parents=True, exist_ok=True)
    if details is None:
        with (cache / "setup.log").open("wb") as fresh:
            _apt(install, fresh)
    else:
        _apt(install, details)
    # What apt brought is to be found by this process too.
    invalidate_caches()


def _apt(install: Sequence[str], details: IO[bytes]) -> None:
    for command in (["apt-get", "update", "-qq"], install):
        if _run(command, details) and command is install:
            raise SetUpError("apt failed", log=details.name)


def _run(command: Sequence[str], details: IO[bytes], *held: int) -> int:
    import subprocess

    # A child keeps the lock when its parent is killed, so that nobody builds in the same folder meanwhile.
    passed = held if os.name == "posix" else ()
    ours = {"DEBIAN_FRONTEND": "noninteractive", "PIP_USER": "0"}
    kept = {name: value for name, value in os.environ.items() if name not in ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")}
    details.write(f"$ {' '.join(command)}\n".encode())
    details.flush()
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=details, stderr=details, env=kept | ours, pass_fds=passed, check=False
    ).returncode


@contextmanager
def _alone(lock: Path) -> Iterator[int]:
    with lock.open("ab") as file:
        handle = file.fileno()
        if sys.platform == "win32":
            import msvcrt

            told = False
            while True:
                try:
                    # Windows itself waits ten seconds for the lock, then gives up.
                    msvcrt.locking(handle, msvcrt.LK_LOCK if told else msvcrt.LK_NBLCK, 1)
                    break
                except OSError:
                    if not told:
                        _say("waiting")
                    told = True
            yield handle
        else:
            import fcntl

            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                _say("waiting")
                fcntl.flock(handle, fcntl.LOCK_EX)
            # Freed when the last process that holds the file has ended, however it ends.
            yield handle


def _forget_unused(kept: Path) -> None:
    """Remove environments of earlier lock files that nobody has started for a month."""
    import shutil
    import time

    oldest = time.time() - _UNUSED_AFTER_DAYS * 86400
    for stamp in kept.parent.glob(f"*/{_STAMP}"):
        if stamp.parent != kept and stamp.stat().st_mtime < oldest:
            stamp.unlink(missing_ok=True)
            shutil.rmtree(stamp.parent, ignore_errors=True)


def _touch(stamp: Path) -> None:
    try:
        os.utime(stamp)
    except OSError:
        # A cache that can only be read works as well; it is merely not seen as used.
        return


def _start_again_in(folder: Path | None) -> NoReturn:
    """Run the same command line with the environment's Python, or with the Python it was made from."""
    rounds = int(os.environ.get(_ROUNDS, "0")) + 1
    if rounds > 3:
        raise SetUpError("damaged", folder=folder or sys.prefix)
    python = str(_python_of(folder)) if folder else str(getattr(sys, "_base_executable", sys.executable))
    command = [python, *sys.orig_argv[1:]]
    environment = os.environ | {_ROUNDS: str(rounds)}
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execve(python, command, environment)
    import subprocess

    sys.exit(subprocess.run(command, env=environment, check=False).returncode)


def _python_of(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _disk_error(error: OSError, folder: Path) -> SetUpError:
    from errno import ENOSPC, errorcode

    if error.errno == ENOSPC:
        return SetUpError("disk full", folder=folder.parent)
    reason = _REASONS.get(errorcode.get(error.errno or 0, ""))
    return SetUpError("folder", folder=folder.parent, why=_spoken(reason) if reason else error.strerror or error)


def _say(name: str, **facts: object) -> None:
    print(sentence(name, **facts), file=sys.stderr, flush=True)


def _give_up(error: SetUpError) -> NoReturn:
    _say(error.sentence, **error.facts)
    sys.exit(WORLDS_FAULT)
