"""What a panel shows when it has nothing to show: empty, loading, or an error with a way out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app import theme


def note(text: str = "", name: str = "note") -> QLabel:
    """Return a label that wraps; ``name`` is its class in the style sheet."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


class StatePage(QWidget):
    """A quiet page: what is the matter, what to do, and the button that does it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("state")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = note(name="stateTitle")
        self._text = note(name="stateText")
        self._button = QPushButton()
        self._action: Callable[[], object] | None = None
        self._button.clicked.connect(self._act)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.size("wide"),) * 4)
        layout.setSpacing(theme.size("small"))
        layout.addStretch(2)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(3)

    def say(
        self, title: str, text: str = "", button: str = "", action: Callable[[], object] | None = None
    ) -> None:
        """Show a title, a sentence and, if named, a button."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._action = action

    def _act(self) -> None:
        if self._action is not None:
            self._action()


class StatefulPanel(QStackedWidget):
    """A panel that shows its content, or a state page in its place."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.content = content
        self.state = StatePage()
        self.addWidget(content)
        self.addWidget(self.state)

    def show_content(self) -> None:
        """Show what the panel is for."""
        self.setCurrentWidget(self.content)

    def show_state(
        self, title: str, text: str = "", button: str = "", action: Callable[[], object] | None = None
    ) -> None:
        """Show a state page in place of the content."""
        self.state.say(title, text, button, action)
        self.setCurrentWidget(self.state)
