"""The files that a plan is made of, one field each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from app import labels, theme
from app.panels.states import note
from app.settings import Settings
from gis.vectors.formats import is_vector_file

FIRST_YEAR, LAST_YEAR = 2000, 2100
HIGHEST = 600
EARLIER, ROADS = "earlier", "roads"
BETWEEN = " | "                     # paths of one field: no file name on Windows may hold it


@dataclass(frozen=True)
class FileField:
    """One file to pick."""

    role: str
    title: str
    kinds: str
    required: bool = True
    hint: str = ""


@dataclass(frozen=True)
class FileQuestion:
    """What a file does not say: ``kind`` is "coordinates" or "layers", ``options`` are code and title."""

    kind: str
    text: str
    options: tuple[tuple[str, str], ...]


class FilesPage(QScrollArea):
    """Picks the files, the county's name and the school year; scrolls where the screen is low."""

    changed = Signal()
    download_wanted = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._paths: dict[str, QLineEdit] = {}
        self._boxes: dict[str, QWidget] = {}
        self._answers: dict[tuple[str, str], QComboBox] = {}
        self.setObjectName("filesPage")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body = QWidget()
        self.setWidget(self._body)
        form = self._form = QFormLayout(self._body)
        form.setContentsMargins(0, 0, theme.size("small"), 0)
        form.setVerticalSpacing(theme.size("small"))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(
            note(
                self.tr(
                    "选好前五个文件就能读取。列名不必改，下一步可以核对；有问题的行会列出来，其余照常读入。"
                )
            )
        )
        for field in self.fields():
            form.addRow(field.title, self._file_row(field))
        earlier = self._earlier_field()
        form.addRow(earlier.title, self._file_row(earlier))
        self._unit = QLineEdit()
        self._unit.setPlaceholderText(self.tr("空着则取边界文件里的名称，如 鹤山区"))
        form.addRow(self.tr("县（市、区）名称"), self._unit)
        form.addRow(self.tr("学年（秋季起始年）"), self._year_row())

    def sizeHint(self) -> QSize:
        """Return a size at which nothing has to be scrolled, up to what a low screen has (Qt's name)."""
        wanted = self._body.sizeHint()
        return QSize(wanted.width(), min(wanted.height(), HIGHEST))

    def fields(self) -> list[FileField]:
        """Return the files that can be given."""
        tables = self.tr("表格 (*.xlsx *.xls *.ods *.csv *.txt)")
        vectors = self.tr("边界 (*.geojson *.json *.gpkg *.shp *.kml *.kmz *.zip)")
        roads = self.tr("道路 (*.osm *.osm.gz *.pbf *.gpkg *.shp *.geojson *.kml *.zip)")
        places = self.tr("表格或点图层 (*.xlsx *.xls *.ods *.csv *.txt *.gpkg *.shp *.geojson *.kml *.zip)")
        return [
            FileField(
                ROADS, self.tr("道路"), roads,
                hint=self.tr("可选几个：OpenStreetMap 文件和自己的路线会接在一起"),
            ),
            FileField("boundary", self.tr("边界"), vectors),
            FileField("schools", self.tr("学校台账"), places),
            FileField("settlements", self.tr("居民点"), places),
            FileField(
                "pupils",
                self.tr("学生"),
                tables,
                hint=self.tr("居民点 × 年级的人数，或学籍名册（只计数，不存姓名）"),
            ),
            FileField("attendance", self.tr("就读情况"), tables, required=False, hint=self.tr("可空")),
            FileField("zones", self.tr("划片"), places, required=False, hint=self.tr("可空")),
            FileField("feeders", self.tr("对口升学"), tables, required=False, hint=self.tr("可空")),
            FileField(
                "bus_stops",
                self.tr("公交站点"),
                tables,
                required=False,
                hint=self.tr("可空；各线路的站序、坐标、分钟、发车间隔"),
            ),
            *self._forecast_fields(tables),
            FileField(
                "dem",
                self.tr("高程"),
                self.tr("高程 (*.tif *.tiff)"),
                required=False,
                hint=self.tr("可空；GeoTIFF，用来算上下坡的步行时间"),
            ),
        ]

    def _forecast_fields(self, tables: str) -> list[FileField]:
        """Return the tables that pupils of later years are forecast from."""
        return [
            FileField(
                "population", self.tr("各年龄儿童数"), tables, required=False,
                hint=self.tr("可空，预测用；摸底、户籍、预防接种、出生或普查"),
            ),
            FileField(
                "enrolment_history", self.tr("历年在校生"), tables, required=False,
                hint=self.tr("可空，预测用；满五年可以回测误差"),
            ),
            FileField(
                "housing", self.tr("新建住房"), tables, required=False,
                hint=self.tr("可空，预测用；交房年、户数"),
            ),
        ]  # fmt: skip

    def _earlier_field(self) -> FileField:
        return FileField(
            EARLIER,
            self.tr("以前的计划"),
            self.tr("校图计划 (*.gpkg)"),
            required=False,
            hint=self.tr("可空；其中已认可、已改正的问题照样沿用"),
        )

    def _year_row(self) -> QHBoxLayout:
        self._year = QSpinBox()
        self._year.setRange(FIRST_YEAR, LAST_YEAR)
        self._year.setSpecialValueText(self.tr("空着则按文件标题"))
        self._year_words = QLabel()
        self._year_words.setObjectName("note")
        self._year.valueChanged.connect(
            lambda year: self._year_words.setText(labels.school_year(year) if year > FIRST_YEAR else "")
        )
        row = QHBoxLayout()
        row.addWidget(self._year)
        row.addWidget(self._year_words, 1)
        return row

    def _file_row(self, field: FileField) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        path = QLineEdit()
        path.setAccessibleName(field.title)
        path.setPlaceholderText(field.hint)
        path.textChanged.connect(self.changed)
        pick = QPushButton(self.tr("选择……"))
        pick.setAccessibleName(self.tr("选择{what}文件").format(what=field.title))
        pick.setAutoDefault(False)
        pick.clicked.connect(lambda: self._pick(field, path))
        row.addWidget(path, 1)
        row.addWidget(pick)
        if field.role == ROADS:
            self._add_road_buttons(field, row)
        self._paths[field.role] = path
        self._boxes[field.role] = box
        return box

    def _add_road_buttons(self, field: FileField, row: QHBoxLayout) -> None:
        self.more = QPushButton(self.tr("再加……"))
        self.more.setToolTip(self.tr("再选一个道路文件，和已选的接在一起"))
        self.more.setEnabled(False)
        self.more.clicked.connect(lambda: self._pick_more(field))
        download = QPushButton(self.tr("联网下载……"))
        download.setAccessibleName(self.tr("联网下载道路"))
        download.clicked.connect(self.download_wanted)
        for button in (self.more, download):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.changed.connect(lambda: self.more.setEnabled(bool(self.roads)))

    def _pick(self, field: FileField, target: QLineEdit) -> None:
        chosen = self._ask_files(field)
        if chosen:
            target.setText(BETWEEN.join(chosen))

    def _pick_more(self, field: FileField) -> None:
        self.show_roads([*self.roads, *map(Path, self._ask_files(field))])

    def _ask_files(self, field: FileField) -> list[str]:
        """Return the files picked: several of roads, one of anything else."""
        about = field.title, self._settings.folder, field.kinds
        if field.role == ROADS:
            chosen, _ = QFileDialog.getOpenFileNames(self, *about)
        else:
            one, _ = QFileDialog.getOpenFileName(self, *about)
            chosen = [one] if one else []
        if chosen:
            self._settings.folder = str(Path(chosen[0]).parent)
        return chosen

    def show_roads(self, paths: Iterable[Path]) -> None:
        """Put road files into their field, each once."""
        self._paths[ROADS].setText(BETWEEN.join(dict.fromkeys(map(str, paths))))

    def take_downloaded(self, path: Path) -> None:
        """Put a downloaded file in the place of any other one of OpenStreetMap; own lines stay."""
        own = [other for other in self.roads if other.is_file() and is_vector_file(other)]
        self.show_roads([path, *own])

    def ask(self, role: str, question: FileQuestion) -> None:
        """Ask under a file what only the user knows of it: its coordinate system, or the layer meant."""
        combo = self._answers.get((role, question.kind))
        if combo is None:
            combo = QComboBox()
            combo.setAccessibleName(question.text)
            self._answers[role, question.kind] = combo
            row = self._form.getWidgetPosition(self._boxes[role])[0]  # type: ignore[index]
            self._form.insertRow(row + 1, question.text, combo)
        combo.clear()
        combo.addItem(self.tr("请选择"), "")
        for code, title in question.options:
            combo.addItem(title, code)

    def answer(self, role: str, kind: str, code: str) -> None:
        """Answer a question as the user would."""
        combo = self._answers[role, kind]
        combo.setCurrentIndex(combo.findData(code))

    def answers(self, kind: str) -> dict[str, str]:
        """Return role → what the user said to the questions of a kind."""
        return {
            role: str(combo.currentData())
            for (role, asked), combo in self._answers.items()
            if asked == kind and combo.currentData()
        }

    def fill(self, role: str, path: Path) -> None:
        """Put a file into its field, as the file picker does."""
        self._paths[role].setText(str(path))

    @property
    def is_complete(self) -> bool:
        """Whether every file that must be given is."""
        return all(self._paths[field.role].text().strip() for field in self.fields() if field.required)

    @property
    def files(self) -> dict[str, Path]:
        """The files given, by role."""
        given = {role: field.text().strip() for role, field in self._paths.items() if role != EARLIER}
        files = {role: Path(text) for role, text in given.items() if text}
        return {**files, ROADS: self.roads[0]} if self.roads else files

    @property
    def roads(self) -> tuple[Path, ...]:
        """All road files; :attr:`files` names the first."""
        texts = (text.strip() for text in self._paths[ROADS].text().split(BETWEEN.strip()))
        return tuple(Path(text) for text in texts if text)

    @property
    def earlier(self) -> Path | None:
        """The plan whose handling of issues is taken over, None = none."""
        text = self._paths[EARLIER].text().strip()
        return Path(text) if text else None

    @property
    def unit_name(self) -> str | None:
        """The county's name, None = as the boundary says."""
        return self._unit.text().strip() or None

    @property
    def school_year(self) -> int | None:
        """The school year, None = as the files say."""
        return self._year.value() if self._year.value() > FIRST_YEAR else None
