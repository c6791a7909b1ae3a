"""Spares the memory and the time that PySide takes to read every module imported after it.

Imported for its effect, before the other screens.
"""

import sys

import PySide6.QtCore  # noqa: F401 - brings the hook that is relieved here


def _uses_no_features(_module: object) -> bool:
    return False


# WORKAROUND PySide 6.8 to 6.11: its import hook calls inspect.getsource() on each module, to see whether it could ask
# for `snake_case` names, and linecache keeps the text of all of them: 28 MB and a tenth of a second. We ask for none.
_hook = sys.modules.get("shibokensupport.feature")
if _hook is not None and "_mod_uses_pyside" in vars(_hook):
    vars(_hook)["_mod_uses_pyside"] = _uses_no_features
