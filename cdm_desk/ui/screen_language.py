"""The language of the screens: ours from the catalogue, Qt's own buttons from Qt's; changed while one types."""

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from cdm_desk.language import LOCALES, Language, language, use
from cdm_desk.ui.qt_words import KeyNames, QtGaps


class ScreenLanguage(QObject):
    """Switches the language of every open window; each widget sets its words in `retranslate()`."""

    changed = Signal(str)

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._translator = QTranslator(app)
        self._gaps = QtGaps(app)
        self._key_names = KeyNames(app)
        self._qt_speaks = ""
        self._spoken = False

    def speak(self, wanted: Language) -> None:
        """Speak a language from now on; nothing typed is lost, nothing is closed."""
        if wanted == language() and self._spoken:
            return
        self._spoken = True
        use(wanted)
        QLocale.setDefault(QLocale(LOCALES[wanted]))
        if self._qt_speaks:
            self.speak_qt()
        # Qt says nothing when only our own catalogue has changed, as from French to English.
        for window in self._app.topLevelWidgets():
            QCoreApplication.postEvent(window, QEvent(QEvent.Type.LanguageChange))
        self.changed.emit(wanted)

    def speak_qt(self) -> None:
        """Have Qt's own buttons speak too; a window on its way to the screen has none yet, and does this after."""
        wanted = language()
        # One program speaks one language: also where another window spoke before.
        for earlier in self._app.findChildren(QTranslator):
            QCoreApplication.removeTranslator(earlier)
        if wanted != "en" and self._translator.load(
            f"qtbase_{wanted}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        ):
            # The one installed last is asked first.
            QCoreApplication.installTranslator(self._gaps)
            QCoreApplication.installTranslator(self._translator)
            QCoreApplication.installTranslator(self._key_names)
        self._qt_speaks = wanted
