"""The changes to the roads of the active scenario: a list, and the ways to add one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QMouseEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import labels, theme
from app.document import Document
from app.models.road_edits import EditRow, edit_rows, effect_text
from app.panels.edit_marks import EditMark
from app.panels.fields import Section, set_tone
from app.panels.road_edit_form import RoadEditForm
from app.panels.states import StatePage, note
from gis.layout import BASELINE, NetworkEditKind

TONES = {"error": "danger", "warning": "warn"}


class RoadEditsPanel(QStackedWidget):
    """Lists the changes, and shows the form about one of them.

    Signals
    -------
    kind_wanted
        A change of this kind is to be drawn.
    edit_wanted, delete_wanted, zoom_wanted
        With the id of a change.
    new_scenario_wanted, drawing_dropped
        As they say.
    """

    kind_wanted = Signal(object)
    edit_wanted = Signal(str)
    delete_wanted = Signal(str)
    zoom_wanted = Signal(str)
    new_scenario_wanted = Signal()
    drawing_dropped = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("card")
        self._document = document
        self.form = RoadEditForm()
        self.rows: dict[str, EditRowView] = {}
        self._locked = StatePage()
        self._title, self._scenario, self._empty = note(name="title"), note(), note()
        self._effect = note(name="value")
        self._drawing = QWidget()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("重算路程的进度"))
        self.buttons: dict[NetworkEditKind, QPushButton] = {}
        self._list_page, self._form_page = (
            self._scrolled(body) for body in (self._build_list(), self._padded(self.form))
        )
        for page in (self._locked, self._list_page, self._form_page):
            self.addWidget(page)
        self._progress.hide()
        self.show_drawing(False)
        # queued: the map is told first, and the window can breathe in between
        for signal in (document.plan_changed, document.scenarios_changed, document.season_changed):
            signal.connect(self._follow, Qt.ConnectionType.QueuedConnection)
        document.evaluating.connect(lambda: self._progress.setValue(0))
        document.evaluation_progressed.connect(self._show_progress)
        document.evaluated.connect(self._progress.hide)
        document.evaluated.connect(self._follow, Qt.ConnectionType.QueuedConnection)
        document.evaluation_failed.connect(lambda _: self._progress.hide())

    # --- building -----------------------------------------------------------------------------------

    @staticmethod
    def _scrolled(body: QWidget) -> QScrollArea:
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return scroll

    @staticmethod
    def _padded(content: QWidget) -> QWidget:
        body = QWidget()
        body.setObjectName("card")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(*(theme.size("medium"),) * 4)
        layout.addWidget(content)
        return body

    def _build_list(self) -> QWidget:
        body = QWidget()
        body.setObjectName("card")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(*(theme.size("medium"),) * 4)
        layout.setSpacing(theme.size("medium"))
        self._title.setText(self.tr("道路改动"))
        self._empty.setText(
            self.tr("本方案还没有改动道路。选下面一种，再到地图上画；每一步都可撤销，路程随即重算。")
        )
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._title)
        head.addWidget(self._scenario)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.size("small"))
        layout.addLayout(head)
        layout.addWidget(self._progress)
        layout.addWidget(self._effect)
        layout.addWidget(self._empty)
        layout.addLayout(self._list)
        self._add = Section(self.tr("新增改动"), *self._kind_buttons())
        layout.addWidget(self._add)
        self._build_drawing()
        layout.addWidget(self._drawing)
        layout.addStretch()
        return body

    def _kind_buttons(self) -> list[QWidget]:
        texts = {
            NetworkEditKind.CLOSE: self.tr("封闭道路或桥"),
            NetworkEditKind.ADD: self.tr("新增道路或小路"),
            NetworkEditKind.SPEED: self.tr("改车速"),
            NetworkEditKind.DANGER: self.tr("标为危险路段"),
            NetworkEditKind.BARRIER: self.tr("画阻隔"),
        }
        for kind, text in texts.items():
            button = QPushButton(text)
            button.setObjectName("kind")
            button.setIcon(EditMark.icon(kind))
            button.setIconSize(QSize(*EditMark.SIZE))
            button.clicked.connect(lambda _=False, kind=kind: self.kind_wanted.emit(kind))
            self.buttons[kind] = button
        return list(self.buttons.values())

    def _build_drawing(self) -> None:
        layout = QVBoxLayout(self._drawing)
        layout.setContentsMargins(0, 0, 0, 0)
        drop = QPushButton(self.tr("不画了"))
        drop.clicked.connect(self.drawing_dropped)
        layout.addWidget(note(self.tr("请在地图上画，做法写在地图上方。"), name="value"))
        layout.addWidget(drop)

    # --- showing ------------------------------------------------------------------------------------

    def show_drawing(self, drawing: bool) -> None:
        """Show that the map waits for a drawing, or the ways to add a change."""
        self._drawing.setVisible(drawing)
        self._add.setVisible(not drawing)

    def show_form(self) -> None:
        """Show the form about one change."""
        self.setCurrentWidget(self._form_page)

    def show_list(self) -> None:
        """Show the changes again."""
        self.show_drawing(False)
        self.setCurrentWidget(self._list_page)

    @property
    def is_form_shown(self) -> bool:
        """Whether the form is open."""
        return self.currentWidget() is self._form_page

    def light_up(self, edit_id: str) -> None:
        """Mark the row of a change ("" = none) and bring it into view."""
        for key, row in self.rows.items():
            row.mark(key == edit_id)
        if edit_id in self.rows:
            self._list_page.ensureWidgetVisible(self.rows[edit_id])

    def refresh(self) -> None:
        """Show the changes of the active scenario."""
        document = self._document
        if document.plan is None:
            return
        if document.active == BASELINE:
            self._locked.say(
                self.tr("现状的道路不能改"),
                self.tr("现状照实际情况计算。要封桥、修路或画阻隔，请在方案里做。"),
                self.tr("新建方案"),
                self.new_scenario_wanted.emit,
            )
            self.setCurrentWidget(self._locked)
            return
        if self.currentWidget() is self._locked:
            self.setCurrentWidget(self._list_page)
        evaluation = document.evaluation_of(document.active)
        rows = edit_rows(document.scenario, document.season, evaluation)
        self._scenario.setText(labels.scenario_name(document.active))
        self._empty.setVisible(not rows)
        self._show_rows(rows)
        text = effect_text(evaluation.rerouted) if evaluation is not None and rows else ""
        self._effect.setText(text)
        self._effect.setVisible(bool(text))

    def _show_rows(self, rows: list[EditRow]) -> None:
        wanted = [row.edit.edit_id for row in rows]
        for edit_id in set(self.rows) - set(wanted):
            old = self.rows.pop(edit_id)
            self._list.removeWidget(old)
            old.deleteLater()
        self.rows = {edit_id: self.rows.get(edit_id) or self._row_view(edit_id) for edit_id in wanted}
        for index, row in enumerate(rows):
            view = self.rows[row.edit.edit_id]
            self._list.insertWidget(index, view)
            view.show_row(row)

    def _row_view(self, edit_id: str) -> EditRowView:
        view = EditRowView()
        view.picked.connect(lambda: self.zoom_wanted.emit(edit_id))
        view.edit_wanted.connect(lambda: self.edit_wanted.emit(edit_id))
        view.delete_wanted.connect(lambda: self.delete_wanted.emit(edit_id))
        return view

    def _show_progress(self, share: float) -> None:
        self._progress.setVisible(share < 1.0 and bool(self.rows))
        self._progress.setValue(round(share * 100))

    def _follow(self) -> None:
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up (Qt's name)."""
        super().showEvent(event)
        self.refresh()


class EditRowView(QFrame):
    """One change: its mark, name, what it does, what could not be done, and what can be done about it."""

    picked = Signal()
    edit_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("editRow")
        self._mark = EditMark()
        self._name, self._about, self._issues = QLabel(), note(), note(name="value")
        self._name.setObjectName("editName")
        self._name.setWordWrap(True)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._mark)
        head.addSpacing(theme.size("small"))
        head.addWidget(self._name, 1)
        for icon, text, signal in (
            ("locate", self.tr("在地图上看"), self.picked),
            ("edit", self.tr("修改"), self.edit_wanted),
            ("delete", self.tr("删除"), self.delete_wanted),
        ):
            head.addWidget(self._tool(icon, text, signal))
        layout = QVBoxLayout(self)
        edge, side = theme.size("tiny"), theme.size("small")
        layout.setContentsMargins(side, edge, edge, side)
        layout.setSpacing(edge)
        layout.addLayout(head)
        layout.addWidget(self._about)
        layout.addWidget(self._issues)

    def _tool(self, icon: str, text: str, signal: SignalInstance) -> QToolButton:
        button = QToolButton()
        button.setIcon(theme.icon(icon))
        button.setIconSize(QSize(theme.size("icon"), theme.size("icon")))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.clicked.connect(signal)
        return button

    def show_row(self, row: EditRow) -> None:
        """Show a change."""
        edit = row.edit
        self._mark.show_kind(edit.kind, is_path=edit.road_class in ("path", "footway", "track"))
        self._name.setText(edit.name)
        waits = "" if row.active else self.tr("现在的数没有算它")
        self._about.setText("\n".join(part for part in (row.about, waits, edit.note) if part))
        self._issues.setText("\n".join(text for _, text in row.issues))
        self._issues.setVisible(bool(row.issues))
        worst = next((TONES[severity] for severity in TONES if severity in dict(row.issues)), "muted")
        set_tone(self._issues, worst)
        set_tone(self._name, "" if row.active else "muted")

    def mark(self, chosen: bool) -> None:
        """Show that the change is lit up on the map."""
        set_tone(self, "chosen" if chosen else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Bring the change into view (Qt's name)."""
        super().mouseReleaseEvent(event)
        self.picked.emit()
