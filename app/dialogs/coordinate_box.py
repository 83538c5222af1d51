"""Which coordinate system the positions of a file are in: what speaks for each, and the user's word."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import labels
from app.panels.states import note
from gis.io.coordinates import SYSTEMS, PositionSurvey
from gis.io.roadsurvey import Evidence
from gis.messages import describe

BY_EVIDENCE = ""


class CoordinateBox(QWidget):
    """One choice, preset to what the importer would do by itself, with the evidence under it.

    Where the figures speak against that, nothing is preset: the user has to say which system it is.
    """

    changed = Signal()

    def __init__(self, survey: PositionSurvey, roads: Evidence = "missing") -> None:
        super().__init__()
        self.survey, self._roads = survey, roads
        self._systems = QComboBox()
        self._systems.setAccessibleName(self.tr("坐标系"))
        plain = self.tr("照经纬度读，对不上的列成问题")
        assumed = SYSTEMS[survey.unmistakable].label if survey.unmistakable else ""
        by_numbers = self.tr("按数值认定：{system}").format(system=assumed)
        usual = by_numbers if assumed else plain
        self._systems.addItem(self.tr("请选定") if survey.suspected else usual, BY_EVIDENCE)
        if survey.suspected:
            taken = SYSTEMS[survey.unmistakable or "degrees"]
            self._systems.addItem(self.tr("就按 {system}").format(system=taken.label), taken.code)
        likely = [candidate.system.code for candidate in survey.candidates]
        for code in dict.fromkeys((*likely, *SYSTEMS)):
            if self._systems.findData(code) < 0:
                self._systems.addItem(SYSTEMS[code].label, code)
        self._systems.currentIndexChanged.connect(self.changed)
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("坐标系")))
        row.addWidget(self._systems, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(note(self._evidence()))

    @property
    def question(self) -> str:
        """What has to be chosen before the file may be read, "" if nothing."""
        if self.survey.suspected is None or self.choice:
            return ""
        text = self.tr(
            "坐标很可能是 {likely}，不是 {taken}：照写的读，点位会偏几百米。请在下面选定坐标系；"
            "问过提供数据的人、确实是的，选“就按 {taken}”。"
        )
        taken = SYSTEMS[self.survey.unmistakable or "degrees"].label
        return text.format(likely=SYSTEMS[self.survey.suspected].label, taken=taken)

    def _evidence(self) -> str:
        told = self.survey.describe(labels.language())
        lines = [told.what.strip(), told.fix.strip()]
        if not all(system.system.is_projected for system in self.survey.candidates):
            lines.append(describe(f"survey_roads_{self._roads}", {}, labels.language()).what.strip())
        lines += [candidate.describe(labels.language()).what.strip() for candidate in self.survey.candidates]
        return "\n".join(line for line in lines if line)

    @property
    def choice(self) -> str | None:
        """Code of the chosen system, None = nothing chosen."""
        return self._systems.currentData() or None

    def choose(self, code: str) -> None:
        """Choose a system as the user would."""
        self._systems.setCurrentIndex(self._systems.findData(code))
