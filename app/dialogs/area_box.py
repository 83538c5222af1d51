"""The part of a county that goes out: townships, the surroundings of schools, or what the map shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.models.tables import school_name
from app.panels.segments import Segments
from app.panels.states import note
from gis.errors import InputError
from gis.io.field.areas import Area, area_around, area_of_map, largest_radius_km, usual_radius_km
from gis.model import Plan

LIST_HEIGHT = 176
TOWNSHIPS, SCHOOLS, MAP = "townships", "schools", "map"
ID_ROLE = Qt.ItemDataRole.UserRole
Extent = tuple[float, float, float, float]


class AreaBox(QWidget):
    """Three ways to say an area, one of them in sight.

    Parameters
    ----------
    extent
        What the map shows: west, south, east, north (degrees); None = there is no map.
    school_id
        The school that is ticked at first, "" = none.
    """

    def __init__(self, plan: Plan, extent: Extent | None, school_id: str) -> None:
        super().__init__()
        self._plan, self._extent = plan, extent
        self.ways = Segments(
            self.tr("范围"),
            (
                (TOWNSHIPS, self.tr("按乡镇")),
                (SCHOOLS, self.tr("学校周围")),
                (MAP, self.tr("地图显示的范围")),
            ),
        )
        self.townships = _ticked_list(self.tr("乡镇"), self._townships())
        self.schools = _ticked_list(self.tr("学校"), self._schools(), (school_id,))
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("筛选学校"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._filter)
        self.radius = QDoubleSpinBox()
        self.radius.setDecimals(1)
        self.radius.setRange(0.5, largest_radius_km())
        self.radius.setValue(usual_radius_km())
        self.radius.setSuffix(self.tr(" 公里以内"))
        self.radius.setAccessibleName(self.tr("学校周围多少公里"))
        self._pages = QStackedWidget()
        for page in (self._township_page(), self._school_page(), self._map_page()):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.size("small"))
        layout.addWidget(self.ways)
        layout.addWidget(self._pages)
        self.ways.chosen.connect(self.choose)
        self.ways.buttons[MAP].setEnabled(extent is not None)
        self.choose(TOWNSHIPS)

    # --- the pages ----------------------------------------------------------------------------------

    def _townships(self) -> Iterable[tuple[str, str]]:
        counts = self._plan.settlements["township"].value_counts()
        text = self.tr("{name}（{count} 个居民点）")
        return [(name, text.format(name=name, count=counts[name])) for name in sorted(counts.index)]

    def _schools(self) -> Iterable[tuple[str, str]]:
        plan = self._plan
        named = ((str(key), school_name(plan, str(key)), str(plan.schools.at[key, "township"]))
                 for key in plan.schools.index)  # fmt: skip
        return sorted(
            ((key, f"{name} · {township}") for key, name, township in named), key=lambda one: one[1]
        )

    def _township_page(self) -> QWidget:
        return _page(note(self.tr("都不选为全部。")), self.townships)

    def _school_page(self) -> QWidget:
        row = QWidget()
        form = QFormLayout(row)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.tr("直线距离"), self.radius)
        return _page(self.filter, self.schools, row)

    def _map_page(self) -> QWidget:
        text = self.tr(
            "东经 {west:.3f}°—{east:.3f}°，北纬 {south:.3f}°—{north:.3f}°。"
            "要换范围，先关上这里，把地图移到想要的地方。"
        )
        if self._extent is None:
            return _page(note(self.tr("地图还没有打开。")))
        west, south, east, north = self._extent
        return _page(note(text.format(west=west, south=south, east=east, north=north)))

    def _filter(self, text: str) -> None:
        """Show the schools with a text in their name; the ticked ones stay in sight."""
        for row in range(self.schools.count()):
            item = self.schools.item(row)
            is_ticked = item.checkState() == Qt.CheckState.Checked
            item.setHidden(not is_ticked and text.strip() not in item.text())

    # --- the answer ---------------------------------------------------------------------------------

    def choose(self, way: str) -> None:
        """Say the area in another way."""
        self.ways.show_choice(way)
        self._pages.setCurrentIndex((TOWNSHIPS, SCHOOLS, MAP).index(way))

    def read(self) -> list[str] | Area | None:
        """Return the area as it is said, None = the whole county.

        Raises
        ------
        InputError
            field_schools_missing: around which schools?
        """
        if self.ways.choice == TOWNSHIPS:
            return _ticked(self.townships) or None
        if self.ways.choice == MAP and self._extent is not None:
            return area_of_map(*self._extent)
        chosen = _ticked(self.schools)
        if not chosen:
            raise InputError("field_schools_missing")
        return area_around(self._plan, chosen, self.radius.value())


def _page(*widgets: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.size("small"))
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return page


def _ticked_list(name: str, items: Iterable[tuple[str, str]], ticked: Collection[str] = ()) -> QListWidget:
    made = QListWidget()
    made.setFixedHeight(LIST_HEIGHT)
    made.setAccessibleName(name)
    for key, text in items:
        item = QListWidgetItem(text)
        item.setData(ID_ROLE, key)
        item.setCheckState(Qt.CheckState.Checked if key in ticked else Qt.CheckState.Unchecked)
        made.addItem(item)
        if key in ticked:
            made.scrollToItem(item)
    return made


def _ticked(box: QListWidget) -> list[str]:
    items = (box.item(row) for row in range(box.count()))
    return [str(item.data(ID_ROLE)) for item in items if item.checkState() == Qt.CheckState.Checked]
