"""What is recorded in the field: positions, notes, photos, blocked and other roads, measured walks."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import messages, theme
from app.document import Document
from app.models.pins import observation_words, place_of
from app.panels.field_forms import NoteForm, RoadForm, WaitingForm, WalkForm
from app.panels.map import MapPanel
from app.panels.states import note
from app.selection import Selection
from app.settings import Settings
from gis.errors import InputError
from gis.model import Observation, Plan
from gis.progress import Progress

NEW_ROAD_CLASS = "unclassified"
ID_ROLE = Qt.ItemDataRole.UserRole
Place = tuple[float, float]


class FieldPanel(QScrollArea):
    """Takes down what is seen; no figure changes by it, and every entry can be undone."""

    def __init__(
        self, document: Document, selection: Selection, map_panel: MapPanel, settings: Settings
    ) -> None:
        super().__init__()
        self._document, self._selection, self._map = document, selection, map_panel
        self._settings = settings
        self._about = note()
        self.author = QLineEdit()
        self.author.setPlaceholderText(self.tr("记录人"))
        self.author.setAccessibleName(self.tr("记录人"))
        self.refusal = note(name="refusal")
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setAccessibleName(self.tr("外业记录"))
        self.list.itemActivated.connect(self._zoom)
        self._remove = QPushButton(self.tr("删去选中的记录"))
        self._remove.clicked.connect(self.remove)
        self.buttons: dict[str, QPushButton] = {}
        self.waiting, self.note_form = WaitingForm(), NoteForm()
        self.walk_form, self.road_form = WalkForm(), RoadForm()
        self._build()
        self._wire()

    def _build(self) -> None:
        choices = QWidget()
        grid = QGridLayout(choices)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.size("small"))
        for number, (name, text, start) in enumerate(
            (
                ("move", self.tr("移动位置"), self.move_place),
                ("walk", self.tr("实测步行时间"), self.start_walk),
                ("note", self.tr("记一笔"), self.start_note),
                ("photo", self.tr("拍照"), self.add_photo),
                ("blocked", self.tr("道路不通"), self.block_road),
                ("road", self.tr("道路更正"), self.correct_road),
                ("track", self.tr("新测道路……"), self.add_track),
            )
        ):
            button = QPushButton(text)
            button.clicked.connect(start)
            self.buttons[name] = button
            grid.addWidget(button, number // 2, number % 2)
        self._forms = QStackedWidget()
        for form in (choices, self.waiting, self.note_form, self.walk_form, self.road_form):
            self._forms.addWidget(form)
        body = QWidget()
        body.setObjectName("card")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(*(theme.size("medium"),) * 4)
        layout.setSpacing(theme.size("small"))
        row = QHBoxLayout()
        row.addWidget(note(self.tr("外业记录"), name="heading"), 1)
        row.addWidget(self.author, 1)
        layout.addLayout(row)
        layout.addWidget(self._about)
        layout.addWidget(self._forms)
        layout.addWidget(self.refusal)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._remove, alignment=Qt.AlignmentFlag.AlignLeft)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _wire(self) -> None:
        for form in (self.waiting, self.note_form, self.walk_form, self.road_form):
            form.cancelled.connect(self.stop)
        self.list.itemSelectionChanged.connect(self._allow)
        self._selection.changed.connect(self._selected)
        self._document.plan_changed.connect(self._plan_changed)
        self._document.plan_edited.connect(lambda _: self.refresh())

    # --- following ----------------------------------------------------------------------------------

    def _plan_changed(self) -> None:
        from gis.io.field.marker import local_time, marker_of

        self.stop()
        plan = self._document.plan
        marker = None
        if plan is not None and plan.history:
            try:
                marker = marker_of(plan)
            except InputError as fault:
                self._refuse(fault)
        self.author.setText(marker.author if marker else "")
        self._about.setText(
            self.tr("{area}，{when} 签出。这里的记录不改动任何数字，并回以后由局里取舍。").format(
                area=marker.area, when=local_time(marker.when)
            )
            if marker
            else ""
        )
        self.refresh()

    def refresh(self) -> None:
        """Show what has been recorded, the latest first."""
        self.list.clear()
        plan = self._document.plan
        for seen in reversed(plan.observations if plan else ()):
            assert plan is not None
            item = QListWidgetItem(observation_words(plan, seen))
            item.setData(ID_ROLE, seen.observation_id)
            self.list.addItem(item)
        self._allow()

    def _selected(self, kind: str, thing_id: str) -> None:
        self.stop()
        self._allow()

    def _allow(self) -> None:
        for name in ("move", "walk"):
            self.buttons[name].setEnabled(bool(self._selection.kind))
            self.buttons[name].setToolTip(
                "" if self._selection.kind else self.tr("先在地图或表格里选一所学校或一个村")
            )
        self._remove.setEnabled(bool(self.list.selectedItems()))

    def _zoom(self, item: QListWidgetItem) -> None:
        plan = self._document.plan
        seen = self._seen(item)
        place = place_of(plan, seen) if plan and seen else None
        if place is not None:
            self._map.show_place(place.x, place.y)

    def _seen(self, item: QListWidgetItem) -> Observation | None:
        plan, wanted = self._document.plan, item.data(ID_ROLE)
        known = plan.observations if plan else ()
        return next((seen for seen in known if seen.observation_id == wanted), None)

    # --- what can be recorded -----------------------------------------------------------------------

    def move_place(self) -> None:
        """Ask for the true place of the picked school or village."""
        from gis.io.field.observing import observe_position

        subject_id = self._selection.thing_id

        def take(place: Place) -> None:
            plan = self._plan()
            seen = observe_position(plan, subject_id, *place, author=self._author())
            self.record(self.tr("移动位置"), *seen)

        name = self._name(subject_id)
        self._ask_place(self.tr("在地图上点出“{name}”的实际位置。").format(name=name), take)

    def start_note(self) -> None:
        """Write a note about what is picked, or about a place on the map."""
        from gis.io.field.observing import observe_note

        def save(subject_id: str, place: Place | None) -> None:
            def take() -> None:
                text = self.note_form.text()
                seen = observe_note(text, subject_id=subject_id, place=place, author=self._author())
                self.record(self.tr("记一笔"), seen)

            self.note_form.open(self._name(subject_id), take)
            self._show(self.note_form)

        self._with_subject(save)

    def add_photo(self) -> None:
        """Add a photo of what is picked, or of a place on the map."""
        kinds = self.tr("照片 (*.jpg *.jpeg *.png *.webp *.bmp)")
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("选择照片"), self._settings.folder, kinds)
        if chosen:
            self._settings.folder = str(Path(chosen).parent)
            self._with_subject(lambda subject_id, place: self._photo(Path(chosen), subject_id, place))

    def _photo(self, path: Path, subject_id: str, place: Place | None) -> None:
        from gis.io.field.observing import observe_photo

        author = self._author()

        def work(_: Progress) -> Observation:
            from gis.io.files import read_bytes

            return observe_photo(
                read_bytes(path), file=path.name, subject_id=subject_id, place=place, author=author
            )

        self._document.runner.submit(
            "photo", work, done=lambda seen: self.record(self.tr("拍照"), seen), failed=self._refuse
        )

    def block_road(self) -> None:
        """Ask where a road cannot be passed."""
        from gis.io.field.observing import observe_blocked_road

        def take(place: Place) -> None:
            seen = observe_blocked_road(self._plan(), *place, author=self._author())
            self.record(self.tr("道路不通"), seen)

        self._ask_place(self.tr("在地图上点出走不通的地方。"), take)

    def correct_road(self) -> None:
        """Ask for a road, and for its true class and speed."""
        from gis.io.field.observing import ATTRIBUTES, RoadCorrection, nearest_road, observe_road

        def take(place: Place) -> None:
            plan = self._plan()
            row, line = nearest_road(plan, *place)
            edge = plan.roads.edges.iloc[row]

            def save() -> None:
                said = RoadCorrection(ATTRIBUTES, self.road_form.road_class(), self.road_form.speed_kph())
                self.record(self.tr("道路更正"), observe_road(said, line, author=self._author()))

            self.road_form.open(str(edge["name"]), str(edge["highway"]), float(edge["maxspeed_kph"]), save)
            self._show(self.road_form)

        self._ask_place(self.tr("在地图上点要更正的路。"), take)

    def add_track(self) -> None:
        """Take a surveyed road from a file."""
        kinds = self.tr("测线 (*.kml *.kmz *.geojson *.gpkg *.shp)")
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("选择测线文件"), self._settings.folder, kinds)
        if chosen:
            self._settings.folder = str(Path(chosen).parent)
            self.take_track(Path(chosen))

    def take_track(self, path: Path) -> None:
        """Ask for class and speed of the lines in a file."""
        from gis.io.field.observing import NEW_LINE, RoadCorrection, observe_road
        from gis.io.field.tracks import read_tracks

        self.stop()
        try:
            lines = read_tracks(path)
        except InputError as fault:
            self._refuse(fault)
            return

        def save() -> None:
            said = RoadCorrection(NEW_LINE, self.road_form.road_class(), self.road_form.speed_kph())
            seen = [observe_road(said, line, author=self._author()) for line in lines]
            self.record(self.tr("新测道路"), *seen)

        self.road_form.open(path.name, NEW_ROAD_CLASS, math.nan, save)
        self._show(self.road_form)

    def start_walk(self) -> None:
        """Ask how long the walk between the picked thing and its other end took."""
        from gis.io.field.observing import observe_walk

        plan, kind, thing_id = self._plan(), self._selection.kind, self._selection.thing_id
        others = plan.schools if kind == "settlement" else plan.settlements
        names = {str(name): self._name(str(name)) for name in others.index}

        def take() -> None:
            pair = (thing_id, self.walk_form.other_id())
            village, school = pair if kind == "settlement" else pair[::-1]
            form = self.walk_form
            seen = observe_walk(
                plan, village, school, form.minutes(), walker=form.walker(), author=self._author()
            )
            self.record(self.tr("实测步行时间"), seen)

        self.walk_form.open(self._name(thing_id), names, self._usual(plan, kind, thing_id), take)
        self._show(self.walk_form)

    @staticmethod
    def _usual(plan: Plan, kind: str, thing_id: str) -> str:
        """Return the other end that most pupils have."""
        mine, other = (
            ("settlement_id", "school_id") if kind == "settlement" else ("school_id", "settlement_id")
        )
        rows = plan.attendance[plan.attendance[mine] == thing_id]
        counts = rows.groupby(other)["pupils"].sum()
        return "" if counts.empty else str(counts.idxmax())

    def remove(self) -> None:
        """Take back the picked entries."""
        gone = {item.data(ID_ROLE) for item in self.list.selectedItems()}
        plan = self._plan()
        kept = tuple(seen for seen in plan.observations if seen.observation_id not in gone)
        self._document.edit_issues(replace(plan, observations=kept), self.tr("删去外业记录"))

    # --- on the way ---------------------------------------------------------------------------------

    def record(self, text: str, *observations: Observation) -> None:
        """Keep observations as one undoable step."""
        from gis.io.field.observing import with_observations

        self.stop()
        self._document.edit_issues(with_observations(self._plan(), *observations), text)

    def stop(self) -> None:
        """Ask for nothing any more."""
        self._map.cancel_point()
        self.refusal.hide()
        self._forms.setCurrentIndex(0)

    def _show(self, form: QWidget) -> None:
        self.refusal.hide()
        self._forms.setCurrentWidget(form)

    def _with_subject(self, then: Callable[[str, Place | None], None]) -> None:
        if self._selection.kind:
            then(self._selection.thing_id, None)
        else:
            self._ask_place(self.tr("在地图上点出地点。"), lambda place: then("", place))

    def _ask_place(self, words: str, take: Callable[[Place], None]) -> None:
        def picked(lon: float, lat: float) -> None:
            self._forms.setCurrentIndex(0)
            try:
                take((lon, lat))
            except InputError as fault:
                self._refuse(fault)

        self.stop()
        self.waiting.say(words)
        self._show(self.waiting)
        if not self._map.ask_point(picked):
            self._forms.setCurrentIndex(0)
            self._say(self.tr("地图还没有打开。"))

    def _refuse(self, fault: Exception) -> None:
        self._say(messages.sentence(fault))

    def _say(self, text: str) -> None:
        self.refusal.setText(text)
        self.refusal.show()

    def _plan(self) -> Plan:
        assert self._document.plan is not None
        return self._document.plan

    def _author(self) -> str:
        return self.author.text().strip()

    def _name(self, subject_id: str) -> str:
        from gis.io.field.wording import place_name

        return place_name(self._plan(), subject_id)
