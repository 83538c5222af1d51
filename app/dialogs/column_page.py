"""Which column of a file is what: guessed by its header, shown with values, corrected once by the user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app import theme
from app.dialogs.choice_grid import ChoiceGrid
from app.dialogs.coordinate_box import CoordinateBox
from app.panels.states import note
from gis.io.choices import NOT_USED
from gis.io.mapping import ColumnGuess
from gis.io.survey import FileSurvey
from gis.schema import missing_columns

SAMPLES_SHOWN = 3


class ColumnPage(QWidget):
    """The columns of one file: header and values on the left, what it is used as on the right."""

    changed = Signal()

    def __init__(self, survey: FileSurvey) -> None:
        super().__init__()
        self.survey = survey
        self._combos: dict[str, QComboBox] = {}
        self._grid = ChoiceGrid(self.tr("文件里的列"), self.tr("前几行的值"), self.tr("用作"))
        self._where = note()
        self._lacking = note(name="refusal")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.size("small"), 0, 0)
        for widget in (self._where, self._lacking):
            layout.addWidget(widget)
        layout.addWidget(self._grid, 1)
        self._coordinates: CoordinateBox | None = None
        if survey.positions is not None:
            self._coordinates = CoordinateBox(survey.positions, survey.roads)
            self._coordinates.changed.connect(self._tell)
            layout.addWidget(self._coordinates)
        self._fill()
        self._tell()

    def _fill(self) -> None:
        survey = self.survey.table
        sheet = self.tr("，工作表“{sheet}”").format(sheet=survey.sheet) if survey.sheet else ""
        self._where.setText(
            self.tr("{file}{sheet}，表头在第 {row} 行。").format(
                file=survey.file, sheet=sheet, row=survey.header_row
            )
        )
        for guess in survey.columns:
            self._add(guess)

    def _add(self, guess: ColumnGuess) -> None:
        if guess.is_personal:
            self._grid.add_row((guess.header, self.tr("个人信息，不读取")), self.tr("不用"))
        else:
            values = self.tr("、").join(guess.samples[:SAMPLES_SHOWN])
            self._grid.add_row((guess.header, values), self._combo(guess))

    def _combo(self, guess: ColumnGuess) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(self.tr("“{header}”用作").format(header=guess.header))
        combo.addItem(self.tr("不用"), NOT_USED)
        for column in self.survey.schema.columns:
            combo.addItem(self.tr("{title}（必需）").format(title=column.title) if column.required
                          else column.title, column.name)  # fmt: skip
        combo.setCurrentIndex(max(0, combo.findData(guess.schema_column)))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.currentIndexChanged.connect(self._tell)
        self._combos[guess.header] = combo
        return combo

    def mapping(self) -> Mapping[str, str]:
        """Return the header text of each column that is used."""
        return {
            str(combo.currentData()): header
            for header, combo in self._combos.items()
            if combo.currentData() != NOT_USED
        }

    def corrections(self) -> Mapping[str, str]:
        """Return where the user said something else than the guess: column → header, or not used."""
        guessed = {g.schema_column: g.header for g in self.survey.table.columns if g.schema_column}
        said = self.mapping()
        changed = {name: header for name, header in said.items() if guessed.get(name) != header}
        return {**changed, **{name: NOT_USED for name in guessed if name not in said}}

    @property
    def coordinates(self) -> str | None:
        """Code of the coordinate system that the user chose, None = none."""
        return self._coordinates.choice if self._coordinates is not None else None

    def use(self, header: str, column: str) -> None:
        """Say what a header is, as the user would."""
        combo = self._combos[header]
        combo.setCurrentIndex(combo.findData(column))

    def problems(self) -> Sequence[str]:
        """Return what stands in the way: columns that lack or are given twice, an undecided system."""
        used = [combo.currentData() for combo in self._combos.values() if combo.currentData() != NOT_USED]
        schema = self.survey.schema
        lacking = [schema.title_of(column) for column in missing_columns(used, schema)]
        twice = {schema[name].title for name in used if used.count(name) > 1}
        sentences = []
        if lacking:
            text = self.tr("还缺：{columns}。请在右边指出是哪一列。")
            sentences.append(text.format(columns=self.tr("、").join(lacking)))
        if twice:
            text = self.tr("指了两次：{columns}。请只留一列。")
            sentences.append(text.format(columns=self.tr("、").join(sorted(twice))))
        if self._coordinates is not None and self._coordinates.question:
            sentences.append(self._coordinates.question)
        return sentences

    def _tell(self) -> None:
        problems = self.problems()
        self._lacking.setText("\n".join(problems))
        self._lacking.setVisible(bool(problems))
        self.changed.emit()
