"""What the fields of own road lines are, guessed by name and put right by the user, and where lines meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import theme
from app.dialogs.choice_grid import ChoiceGrid
from app.noop import QT_TRANSLATE_NOOP
from app.panels.states import note
from gis.io.choices import NOT_USED
from gis.io.roadsurvey import RoadField, RoadSurvey
from gis.resources import load_toml

SAMPLES_SHOWN = 3
TITLES = {
    "class": QT_TRANSLATE_NOOP("RoadPage", "道路等级"),
    "speed": QT_TRANSLATE_NOOP("RoadPage", "限速（km/h）"),
    "name": QT_TRANSLATE_NOOP("RoadPage", "道路名称"),
    "oneway": QT_TRANSLATE_NOOP("RoadPage", "单行方向"),
    "bridge": QT_TRANSLATE_NOOP("RoadPage", "是不是桥"),
    "walk": QT_TRANSLATE_NOOP("RoadPage", "能不能步行"),
    "drive": QT_TRANSLATE_NOOP("RoadPage", "能不能行车"),
    "surface": QT_TRANSLATE_NOOP("RoadPage", "路面"),
}


class RoadPage(QWidget):
    """The fields of a road file on the left, what each is used as on the right; how lines meet below.

    Parameters
    ----------
    known
        What the user put right in an earlier file of the same fields: column → field.
    """

    changed = Signal()

    def __init__(self, survey: RoadSurvey, known: Mapping[str, str]) -> None:
        super().__init__()
        self.survey = survey
        self._combos: dict[str, QComboBox] = {}
        self._grid = ChoiceGrid(self.tr("文件里的字段"), self.tr("前几种值"), self.tr("用作"))
        self._lacking = note(name="refusal")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.size("small"), 0, 0)
        where = self.tr("{file}，图层“{layer}”。等级认不出的路，按村道读，并逐种列出。")
        layout.addWidget(note(where.format(file=survey.file, layer=survey.layer)))
        layout.addWidget(self._lacking)
        layout.addWidget(self._grid, 1)
        self._add_meeting(layout)
        for field in survey.fields:
            self._add(field, known)
        self._tell()

    def _add_meeting(self, layout: QVBoxLayout) -> None:
        rule = load_toml("schemas", "roads.toml")["noding"]["tolerance_m"]
        self._usual_m = float(rule["value"])
        self.tolerance = QDoubleSpinBox()
        self.tolerance.setDecimals(1)
        self.tolerance.setSingleStep(0.5)
        self.tolerance.setRange(0.0, float(rule["largest"]))
        self.tolerance.setSuffix(self.tr(" 米以内"))
        self.tolerance.setValue(self._usual_m)
        self.tolerance.setAccessibleName(self.tr("端点相接的距离"))
        row = QHBoxLayout()
        row.setSpacing(theme.size("small"))
        row.addWidget(QLabel(self.tr("端点离另一条路")))
        row.addWidget(self.tolerance)
        row.addWidget(QLabel(self.tr("，算相接")))
        row.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(
            note(
                self.tr(
                    "屏幕上描的线用 {usual:g} 米；手持 GPS 测的可放宽到 5 米。接错比没接上危险："
                    "没接上的端点会逐个列出，并能在地图上看到。"
                ).format(usual=self._usual_m)
            )
        )
        self.crossings = QCheckBox(self.tr("两条路相交，没有共同的节点，也当作路口"))
        layout.addWidget(self.crossings)
        layout.addWidget(
            note(
                self.tr(
                    "不选时，相交而没有节点的路不相通，逐处列出：那里可能是桥或涵洞。"
                    "文件里的桥都标出来了，或全县没有这样的地方，才选它；标作桥的始终不相通。"
                )
            )
        )

    def _add(self, field: RoadField, known: Mapping[str, str]) -> None:
        if field.is_personal:
            self._grid.add_row((field.name, self.tr("个人信息，不读取")), self.tr("不用"))
            return
        said = {header: role for role, header in known.items() if header}
        guess = field.used_as if field.used_as not in known else ""
        combo = QComboBox()
        combo.setAccessibleName(self.tr("“{field}”用作").format(field=field.name))
        combo.addItem(self.tr("不用"), NOT_USED)
        for role, title in TITLES.items():
            combo.addItem(self.tr(title), role)
        combo.setCurrentIndex(max(0, combo.findData(said.get(field.name, guess))))
        combo.currentIndexChanged.connect(self._tell)
        self._combos[field.name] = combo
        values = self.tr("、").join(field.samples[:SAMPLES_SHOWN])
        self._grid.add_row((field.name, values), combo)

    def use(self, field: str, role: str) -> None:
        """Say what a field is, as the user would."""
        combo = self._combos[field]
        combo.setCurrentIndex(combo.findData(role))

    def mapping(self) -> Mapping[str, str]:
        """Return column → field that is used for it."""
        used = ((str(combo.currentData()), name) for name, combo in self._combos.items())
        return {role: name for role, name in used if role != NOT_USED}

    def corrections(self) -> Mapping[str, str]:
        """Return where the user said something else than the guess: column → field, or not used."""
        guessed = {field.used_as: field.name for field in self.survey.fields if field.used_as}
        said = self.mapping()
        changed = {role: name for role, name in said.items() if guessed.get(role) != name}
        return {**changed, **{role: NOT_USED for role in guessed if role not in said}}

    @property
    def tolerance_m(self) -> float | None:
        """How near an end must come to meet a line, None = as usual."""
        value = self.tolerance.value()
        return None if value == self._usual_m else value

    def problems(self) -> Sequence[str]:
        """Return what stands in the way: a column given by two fields."""
        used = [str(combo.currentData()) for combo in self._combos.values()]
        twice = [self.tr(TITLES[role]) for role in TITLES if used.count(role) > 1]
        if not twice:
            return []
        text = self.tr("指了两次：{columns}。请只留一个字段。")
        return [text.format(columns=self.tr("、").join(twice))]

    def _tell(self) -> None:
        problems = self.problems()
        self._lacking.setText("\n".join(problems))
        self._lacking.setVisible(bool(problems))
        self.changed.emit()
