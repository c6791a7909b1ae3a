"""About the program: version, where its data lies, licences; to copy for whoever looks after it."""

import platform
from dataclasses import dataclass

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QWidget

from cdm_desk import __version__
from cdm_desk.language import _
from cdm_desk.ui.dialogs.paper import Section, Sheet, SheetDialog

LICENCES = (
    ("PySide6-Essentials", "LGPL-3.0"),
    ("SQLAlchemy", "MIT"),
    ("sqlcipher3", "zlib/libpng, BSD-3-Clause"),
    ("babel", "BSD-3-Clause"),
    ("cryptography", "Apache-2.0 OR BSD-3-Clause"),
    ("argon2-cffi", "MIT"),
    ("keyring", "MIT"),
    ("reportlab", "BSD-3-Clause"),
    ("pypdfium2", "Apache-2.0 OR BSD-3-Clause"),
    ("XlsxWriter", "BSD-2-Clause"),
    ("pymarc", "BSD-2-Clause"),
    ("python-stdnum", "LGPL-2.1-or-later"),
    ("phonenumbers", "Apache-2.0"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What is known of this installation."""

    workstation: str
    store: str
    schema: int | None
    way: str


def about(installation: Installation, parent: QWidget) -> SheetDialog:
    """Return the sheet about the program."""
    sections = [
        Section(
            heading=_("This installation"),
            lines=[
                (_("Version"), __version__),
                (_("Workstation"), installation.workstation or "–"),
                (_("Data"), installation.store),
                (_("Schema"), "–" if installation.schema is None else str(installation.schema)),
                (_("Exchanges by"), installation.way),
                (_("System"), f"{platform.system()} {platform.release()}"),
                ("Python, Qt", f"{platform.python_version()}, {qVersion()}"),
            ],
        ),
        Section(
            heading=_("Built with"),
            lines=[(f"{name} {_version(name)}".strip(), licence) for name, licence in LICENCES],
        ),
        Section(
            heading=_("Drawings and fonts"),
            lines=[("Phosphor Icons 2.1.1", "MIT"), ("Noto Sans", "OFL-1.1"), ("DejaVu Sans", "Bitstream Vera")],
        ),
    ]
    lead = _("The desk of a Cité des métiers: visitors, queue, counselling, library and reports.")
    return SheetDialog("about", Sheet(heading=_("About the program"), sections=sections, lead=lead), parent)


def _version(name: str) -> str:
    # 30 ms that the first window does not need.
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version(name)
    except PackageNotFoundError:
        return ""
