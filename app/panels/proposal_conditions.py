"""Further conditions of a proposal, folded away: where pupils go, travel, bus, beds, money, works, years."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDoubleSpinBox, QToolButton, QVBoxLayout, QWidget

from app import labels, theme
from app.panels.decision_fields import MOST_COST_10K, YUAN, YearField, money_spin, spin
from app.panels.fields import Section, labelled
from app.panels.proposal_works import ProposalWorks, check
from gis.model import Band, Plan

MOST_YEARS = 10  # the width of the field
LEAST_SECONDS, MOST_SECONDS = 5, 3600  # the width of the field


class ProposalConditions(QWidget):
    """The fields that most proposals leave as they are; ``values`` is what they say."""

    def __init__(self) -> None:
        super().__init__()
        from gis.proposals.options import MOST_RECEIVERS, TIME_LIMIT_S

        people, no_cap, none = self.tr(" 人"), self.tr("不限"), self.tr("不要求")
        self.more = QToolButton()
        self.more.setObjectName("more")
        self.more.setCheckable(True)
        self.more.setToolTip(self.tr("去向、班额、路程、床位、经费、改扩建、分年实施"))
        self.most_receivers = spin(self.tr(" 所"), no_cap, self.tr("一校学生至多分到几所"))
        self.most_receivers.setValue(MOST_RECEIVERS)
        self.moved_twice = spin(people, no_cap, self.tr("两次换校学生上限"), least=-1)
        self.moved_twice.setValue(-1)
        self.connected = check(self.tr("接收学校的片区连成一片"), checked=True)
        self.together = check(self.tr("同一个村的学生去同一所学校"))
        self.minimum_point = spin(people, none, self.tr("新教学点至少多少人"))
        self.largest_class = spin(people, self.tr("标准班额"), self.tr("班额上限"))
        self.limits = {
            band: spin(
                self.tr(" 分"), self.tr("按标准"),
                self.tr("{band}单程上限").format(band=labels.word("band", band.value)),
            )
            for band in Band
        }  # fmt: skip
        self.bus_seats = spin(self.tr(" 座"), no_cap, self.tr("校车座位至多"), least=-1)
        self.new_beds = spin(self.tr(" 床"), self.tr("不新增"), self.tr("每所接收学校至多新增床位"))
        unit = self.tr(" 万元")
        self.one_off = money_spin(unit, no_cap, self.tr("一次性投入上限"))
        self.yearly = money_spin(unit, no_cap, self.tr("每年经费变化上限"), least=-MOST_COST_10K)
        self.bus_seats.setValue(-1)
        self.works = ProposalWorks()
        self.year = YearField(self.tr("从哪一学年起"), self.tr("即时"))
        self.year.setToolTip(self.tr("已接收分流学生的学校要再调整，起始学年须晚于第一次"))
        at_once = self.tr("一次到位")
        self.phases = spin(self.tr(" 年"), at_once, self.tr("分几年实施"), least=1, most=MOST_YEARS)
        self.gradual = check(self.tr("停止招生，逐年过渡"))
        self.pupils_year = YearField(self.tr("按哪一学年的学生"), self.tr("今年的学生"))
        self.seconds = spin(self.tr(" 秒"), "", self.tr("时间上限"), least=LEAST_SECONDS, most=MOST_SECONDS)
        self.seconds.setValue(int(TIME_LIMIT_S))
        self._first = 0
        self._build()
        self.more.toggled.connect(self._fold)
        self._fold(opened=False)

    def _build(self) -> None:
        where = labelled(
            (self.tr("一校至多分到"), self.most_receivers), (self.tr("两次换校至多"), self.moved_twice)
        )
        travel = labelled(
            (self.tr("班额上限"), self.largest_class),
            (self.tr("教学点至少"), self.minimum_point),
            *(
                (self.tr("{band}单程").format(band=labels.word("band", band.value)), box)
                for band, box in self.limits.items()
            ),
        )
        care = labelled((self.tr("校车座位"), self.bus_seats), (self.tr("每校新增床位"), self.new_beds))
        money = labelled((self.tr("一次性投入"), self.one_off), (self.tr("每年经费增减"), self.yearly))
        years = labelled(
            (self.tr("起始学年"), self.year), (self.tr("分几年"), self.phases),
            (self.tr("学生数"), self.pupils_year),
        )  # fmt: skip
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("medium"))
        for part in (
            Section(self.tr("分流去向"), where, self.connected, self.together),
            Section(self.tr("班额、规模和路程"), travel),
            Section(self.tr("校车和床位至多"), care),
            Section(self.tr("经费上限"), money),
            Section(self.tr("可以改扩建"), self.works),
            Section(self.tr("分年实施"), years, self.gradual),
            Section(self.tr("测算时间"), labelled((self.tr("时间上限"), self.seconds))),
        ):
            column.addWidget(part)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.size("small"))
        outer.addWidget(self.more)
        outer.addWidget(self._body)

    def _fold(self, opened: bool) -> None:
        self._body.setVisible(opened)
        self.more.setText(self.tr("收起更多条件") if opened else self.tr("更多条件……"))

    def fill(self, plan: Plan, years: tuple[int, ...]) -> None:
        """Offer the schools and years of a plan."""
        self._first = plan.meta.school_year
        self.works.fill(plan)
        self.year.fill(self.year.value if self.year.value in years else None, years)
        later = tuple(year for year in years if year > self._first)
        self.pupils_year.fill(self.pupils_year.value if self.pupils_year.value in later else None, later)

    def values(self) -> dict[str, Any]:
        """Return what the fields say, by the names of ``ProposalOptions``."""
        year, count = self.year.value, self.phases.value()
        first = self._first if year is None else year
        return {
            "most_receivers": self.most_receivers.value() or None,
            "most_moved_twice": None if self.moved_twice.value() < 0 else self.moved_twice.value(),
            "connected": None if self.connected.isChecked() else False,
            "villages_together": self.together.isChecked(),
            "most_class_pupils": self.largest_class.value() or None,
            "minimum_point_pupils": self.minimum_point.value() or None,
            "limits_min": {band: float(box.value()) for band, box in self.limits.items() if box.value()},
            "most_bus_seats": None if self.bus_seats.value() < 0 else self.bus_seats.value(),
            "new_beds_each": self.new_beds.value(),
            "most_one_off_yuan": _yuan(self.one_off),
            "most_yearly_yuan": _yuan(self.yearly),
            "extensions": self.works.value,
            "year": year,
            "phases": tuple(range(first, first + count)) if count > 1 else (),
            "gradual": self.gradual.isChecked(),
            "pupils_year": self.pupils_year.value,
            "time_limit_s": float(self.seconds.value()),
        }


def _yuan(box: QDoubleSpinBox) -> float | None:
    return None if box.value() <= box.minimum() else round(box.value() * YUAN, 2)
