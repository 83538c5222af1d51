"""Roads from OpenStreetMap over the net, because the user asks for them: what is sent is said before."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlparse

from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from app import theme
from app.dialogs.job_dialog import JobDialog
from app.importing import fetch_roads
from app.jobs import JobRunner
from app.panels.states import note
from app.settings import Settings
from gis.io.choices import NO_CHOICES, ImportChoices
from gis.progress import Progress
from gis.resources import load_toml

DIALOG_WIDTH = 620
SUFFIX = ".osm.pbf"


class DownloadRoadsDialog(JobDialog):
    """Asks which place and where to, then downloads in the background."""

    def __init__(
        self,
        parent: QWidget,
        runner: JobRunner,
        settings: Settings,
        unit: str,
        boundary: Path | None,
        answers: ImportChoices = NO_CHOICES,
    ) -> None:
        super().__init__(parent, runner, "", "")
        self.setWindowTitle(self.tr("联网下载道路"))
        self.go_button.setText(self.tr("联网下载"))
        self._settings, self._unit, self._boundary, self._answers = settings, unit, boundary, answers
        self.written: Path | None = None
        self._replaces: Path | None = None
        self.by_boundary = QRadioButton(self.tr("按边界文件"))
        self.by_name = QRadioButton(self.tr("按地名"))
        self.by_boundary.setEnabled(boundary is not None)
        (self.by_name if boundary is None else self.by_boundary).setChecked(True)
        self.place = QLineEdit(unit)
        self.place.setPlaceholderText(self.tr("省、市、县写全，如 河北省邢台市宁晋县"))
        self.place.setAccessibleName(self.tr("地名"))
        self.path = QLineEdit(str(self._proposal()))
        self.path.setAccessibleName(self.tr("存为"))
        self._sent = note()
        self._lay_out()
        for choice in (self.by_boundary, self.by_name):
            choice.toggled.connect(self._follow)
        for field in (self.place, self.path):
            field.textChanged.connect(self._follow)
        self.go_button.clicked.connect(self.go)
        self._follow()

    def _proposal(self) -> Path:
        """Return a name that no file has yet."""
        stem = self.tr("{unit}道路").format(unit=self._unit)
        names = [f"{stem}{SUFFIX}", *(f"{stem}{number}{SUFFIX}" for number in range(2, 100))]
        paths = [Path(self._settings.folder) / name for name in names]
        return next((path for path in paths if not path.exists()), paths[0])

    def _lay_out(self) -> None:
        pick = QPushButton(self.tr("选择……"))
        pick.setAutoDefault(False)
        pick.clicked.connect(self._pick)
        row = QHBoxLayout()
        row.setSpacing(theme.size("small"))
        row.addWidget(self.path, 1)
        row.addWidget(pick)
        form = QFormLayout(self.body)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(theme.size("medium"))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(
            note(
                self.tr(
                    "这一步要上网：向 OpenStreetMap 的服务器要道路、河流和铁路，存成文件，"
                    "再像手头的文件一样读入。学校、学生、居民点的资料一概不发出。"
                )
            )
        )
        for choice in (self.by_boundary, self.by_name):  # in line with the field beside it
            choice.setMinimumHeight(self.place.sizeHint().height())
        file = self._boundary.name if self._boundary else self.tr("还没有选边界文件")
        form.addRow(self.by_boundary, note(file, "value"))
        form.addRow(self.by_name, self.place)
        form.addRow(self.tr("存为"), row)
        form.addRow(self._sent)
        form.addRow(
            note(
                self.tr(
                    "道路 © OpenStreetMap contributors，按 ODbL 1.0 许可使用，成果上注明来源。"
                    "志愿者绘制，乡村小路可能不全，请对照实际补充。"
                )
            )
        )
        self.resize(DIALOG_WIDTH, self.sizeHint().height())

    @classmethod
    def ask(
        cls,
        parent: QWidget,
        runner: JobRunner,
        settings: Settings,
        unit: str,
        boundary: Path | None,
        answers: ImportChoices = NO_CHOICES,
    ) -> Path | None:
        """Return the file that was written, None if the user did not want any.

        Parameters
        ----------
        unit
            The county's name, proposed as the place.
        boundary
            Its boundary file, None = not chosen yet.
        answers
            Coordinate system and layer of the boundary, where the user has named them.
        """
        dialog = cls(parent, runner, settings, unit, boundary, answers)
        dialog.exec()
        dialog.deleteLater()
        return dialog.written

    def _pick(self) -> None:
        kinds = self.tr("道路 (*.osm.pbf)")
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("道路存为"), self.path.text(), kinds)
        if chosen:
            self._replaces = _with_suffix(chosen)  # the user was asked whether to
            self.path.setText(str(self._replaces))

    def _follow(self) -> None:
        is_named = self.by_name.isChecked()
        self.place.setEnabled(is_named)
        rules = load_toml("system", "download.toml")
        finder, server = (str(urlparse(rules[name]).hostname) for name in ("nominatim_url", "overpass_url"))
        margin = f"{rules['buffer_m'] / 1000:g}"
        self._sent.setText(
            self.tr(
                "发出的只有：地名“{place}”（发给 {finder}），"
                "和查到的范围外扩 {margin} km 的轮廓（发给 {server}）。"
            ).format(place=self.place.text().strip(), finder=finder, server=server, margin=margin)
            if is_named
            else self.tr("发出的只有：边界外扩 {margin} km 的轮廓（发给 {server}）。").format(
                server=server, margin=margin
            )
        )
        is_said = bool(self.place.text().strip()) if is_named else self._boundary is not None
        self.go_button.setEnabled(is_said and bool(self.path.text().strip()))

    def go(self) -> None:
        """Download."""
        path = _with_suffix(self.path.text().strip())
        if path.exists() and path != self._replaces:
            text = self.tr("“{file}”已经有了。请换一个名称，或用“选择……”确认替换它。")
            self.show_fault(text.format(file=path.name))
            return
        place = self.place.text().strip()
        boundary = None if self.by_name.isChecked() else self._boundary
        unit, answers = self._unit or None, self._answers

        def work(progress: Progress) -> Path:
            return fetch_roads(place, boundary, unit, answers, path, progress)

        self.run_job("download", work, self._written)

    def _written(self, path: Path) -> None:
        self.written = path
        self._settings.folder = str(path.parent)
        self.accept()

    def _ended(self) -> None:
        super()._ended()
        self._follow()


def _with_suffix(text: str) -> Path:
    path = Path(text)
    return path if path.name.endswith(SUFFIX) else path.with_name(path.name + SUFFIX)
