"""Which number the desk is opened by: one is proposed, Enter takes it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton

from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.desk_number import DeskNumberBox
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, announce, name_widget


class DeskQuestion(Card):
    """Asks in place: Enter opens the desk, Esc leaves it closed."""

    taken = Signal(str)
    ended = Signal()

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.question_label = PlainLabel(kind="subheading")
        self.number_box = DeskNumberBox(f"{object_name}_number")
        self.question_label.setBuddy(self.number_box)
        self.take_button = QPushButton()
        self.take_button.setObjectName(f"{object_name}_take")
        self.take_button.setProperty("kind", "primary")
        self.cancel_button = QPushButton()
        self.cancel_button.setObjectName(f"{object_name}_cancel")
        row = FlowLayout(self, gap=em(self, 0.6))
        row.setContentsMargins(*4 * [em(self, 0.6)])
        for part in (self.question_label, self.number_box, self.take_button, self.cancel_button):
            row.addWidget(part)
        self.hide()
        self.retranslate()
        self.take_button.clicked.connect(self.take)
        self.cancel_button.clicked.connect(self.end)
        self.number_box.entered.connect(self.take)
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.end)

    def ask(self, proposed: str) -> None:
        """Ask, with a number proposed; a name that is no number is asked for on the tab of the queue."""
        self.number_box.show_number(proposed)
        self.show()
        announce(self, self.question_label.text())
        self.number_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.number_box.selectAll()

    def is_asking(self) -> bool:
        """Whether it is being asked."""
        return not self.isHidden()

    @Slot()
    def take(self) -> None:
        """Hand on the number."""
        self.number_box.interpretText()
        self.hide()
        self.taken.emit(str(self.number_box.value()))

    @Slot()
    def end(self) -> None:
        """Ask no longer; the desk stays closed."""
        self.hide()
        self.ended.emit()

    def retranslate(self) -> None:
        """Set the words again; the number stays."""
        self.question_label.setText(_("Open which desk?"))
        name_widget(self.number_box, _("Number of this desk"))
        self.take_button.setText(_("Open the desk"))
        name_widget(self.take_button, _("Open the desk"), _("Open the desk (Enter)"))
        self.cancel_button.setText(_("Cancel"))
        name_widget(self.cancel_button, _("Cancel"), _("Cancel (Esc)"))
