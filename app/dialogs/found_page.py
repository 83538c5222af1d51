"""What came in from the files, and what is wrong in them."""

from __future__ import annotations

from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget

from app import labels
from app.models.columns import issue_columns
from app.models.frame_model import FrameModel
from app.models.tables import issues_table
from app.panels.states import note
from app.panels.tables import ROW_HEIGHT, tone_colour
from gis.model import IssueState, Plan
from gis.planning.ledger import without_kindergartens

SHIFTED = "coordinates_maybe_shifted"  # every place of a file would be wrong: not only one in the list


class FoundPage(QWidget):
    """A sentence on what was read, one on what to do, and the issues."""

    def __init__(self) -> None:
        super().__init__()
        self.summary = note(name="title")
        self._advice = note()
        self.doubt = note(name="refusal")
        self.issues = FrameModel(issue_columns(), tone_colour)
        self._view = QTableView()
        self._view.setModel(self.issues)
        self._view.setShowGrid(False)
        self._view.setWordWrap(True)
        self._view.verticalHeader().hide()
        self._view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self._view.horizontalHeader().setStretchLastSection(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.summary, self.doubt, self._advice):
            layout.addWidget(widget)
        layout.addWidget(self._view, 1)

    def show_plan(self, plan: Plan, other_unit: str = "") -> None:
        """Show what a plan holds.

        Parameters
        ----------
        other_unit
            Of which other county the earlier plan is, so that nothing was taken over from it.
        """
        text = self.tr("读入 {schools} 所学校（含部、教学点）、{settlements} 个居民点、{pupils}")
        self.summary.setText(
            text.format(
                schools=len(without_kindergartens(plan.schools)),
                settlements=len(plan.settlements),
                pupils=labels.pupils(plan.attendance["pupils"].sum()),
            )
        )
        doubts = [
            f"{issue.file}：{''.join(issue.describe(labels.language()))}" for issue in plan.issues
            if issue.code == SHIFTED
        ]  # fmt: skip
        self.doubt.setText("\n".join(doubts))
        self.doubt.setVisible(bool(doubts))
        count = len(plan.issues)
        told = [
            self.tr("有 {count} 项问题，列在下面，以后也可在“数据”里看。现在保存，边改边用都行。").format(
                count=count
            )
            if count
            else self.tr("文件里没有发现问题。")
        ]
        known = sum(issue.state is not IssueState.PROBLEM for issue in plan.issues)
        if known:
            told.append(self.tr("其中 {count} 项沿用以前计划里的处理（认可、已改正）。").format(count=known))
        if other_unit:
            told.append(self.tr("以前的计划是“{unit}”的，没有沿用其中的处理。").format(unit=other_unit))
        self._advice.setText("".join(told))
        self.issues.set_frame(issues_table(plan, None))
        self._view.resizeColumnsToContents()
        self._view.setVisible(bool(count))
