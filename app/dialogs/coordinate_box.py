"""Which coordinate system the positions of a file are in: what speaks for each, and the user's word."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import labels
from app.panels.states import note
from gis.io.coordinates import SYSTEMS, PositionSurvey
from gis.io.roadsurvey import Evidence
from gis.messages import describe

BY_EVIDENCE = ""


class CoordinateBox(QWidget):
    """One choice, preset to what the importer would do by itself, with the evidence under it."""

    def __init__(self, survey: PositionSurvey, roads: Evidence = "missing") -> None:
        super().__init__()
        self.survey, self._roads = survey, roads
        self._systems = QComboBox()
        self._systems.setAccessibleName(self.tr("坐标系"))
        plain = self.tr("照经纬度读，对不上的列成问题")
        assumed = SYSTEMS[survey.unmistakable].label if survey.unmistakable else ""
        by_numbers = self.tr("按数值认定：{system}").format(system=assumed)
        self._systems.addItem(by_numbers if assumed else plain, BY_EVIDENCE)
        likely = [candidate.system.code for candidate in survey.candidates]
        for code in (*likely, *(code for code in SYSTEMS if code not in likely)):
            self._systems.addItem(SYSTEMS[code].label, code)
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("坐标系")))
        row.addWidget(self._systems, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(note(self._evidence()))

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
