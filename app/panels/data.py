"""Step one: which files the plan was made from, and what is wrong in them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app import labels, theme
from app.document import Document
from app.models.consequence import Line
from app.panels.fields import Lines, Section
from app.panels.late import LatePanel
from app.panels.states import note
from gis.model import IssueState, Plan
from gis.planning.ledger import without_kindergartens


class DataPanel(LatePanel):
    """Sources, counts and marks of the open plan."""

    issues_wanted = Signal()
    new_plan_wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._title, self._place = note(name="title"), note()
        self._counts, self._sources, self._issues = Lines(), Lines(), Lines()
        self._marks = note()
        open_issues = QPushButton(self.tr("看问题表"))
        open_issues.clicked.connect(self.issues_wanted)
        again = QPushButton(self.tr("从文件新建计划……"))
        again.clicked.connect(self.new_plan_wanted)
        body = QWidget()
        body.setObjectName("card")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(*(theme.size("medium"),) * 4)
        layout.setSpacing(theme.size("medium"))
        layout.addWidget(self._title)
        layout.addWidget(self._place)
        layout.addWidget(Section(self.tr("内容"), self._counts))
        layout.addWidget(Section(self.tr("问题"), self._issues, open_issues))
        layout.addWidget(Section(self.tr("来源文件"), self._sources))
        layout.addWidget(Section(self.tr("说明"), self._marks))
        layout.addWidget(again)
        layout.addStretch()
        self.setWidget(body)

    def refresh(self) -> None:
        """Show what the plan now holds."""
        plan = self._document.plan
        if plan is None:
            return
        self._title.setText(plan.meta.unit_name)
        self._place.setText(labels.school_year(plan.meta.school_year))
        self._counts.show_lines(self._count_lines(plan))
        self._issues.show_lines(self._issue_lines(plan))
        self._sources.show_lines(self._source_lines(plan))
        self._marks.setText("\n".join(f"· {text}" for text in self._mark_texts(plan)))

    def _count_lines(self, plan: Plan) -> list[Line]:
        estimated = plan.attendance.loc[plan.attendance["estimated"].astype(bool), "pupils"].sum()
        footpaths = self.tr("有人行路") if plan.roads.has_footpaths else self.tr("仅车行路网，步行时间偏长")
        lines = [
            Line(self.tr("学校（含部、教学点）"), labels.number(len(without_kindergartens(plan.schools)))),
            Line(self.tr("居民点"), labels.number(len(plan.settlements))),
            Line(self.tr("学生"), labels.pupils(plan.attendance["pupils"].sum())),
            Line(self.tr("道路"), labels.kilometres(plan.roads.edges["length_m"].sum())),
            Line(self.tr("路网"), footpaths, "" if plan.roads.has_footpaths else "warn"),
        ]
        if estimated:
            lines.append(Line(self.tr("其中就读推算"), labels.pupils(estimated), "warn"))
        return lines

    def _issue_lines(self, plan: Plan) -> list[Line]:
        tones = {"error": "danger", "warning": "warn", "info": ""}
        waiting = [issue for issue in plan.issues if issue.state == IssueState.PROBLEM]
        counts = {severity: sum(issue.severity == severity for issue in waiting) for severity in tones}
        return [
            Line(labels.word("severity", severity), self.tr("{count} 项").format(count=count),
                 tones[severity] if count else "")
            for severity, count in counts.items()
        ]  # fmt: skip

    def _source_lines(self, plan: Plan) -> list[Line]:
        rows = self.tr("{file} · {rows} 行")
        return [
            Line(
                labels.word("role", source.role),
                rows.format(file=source.file, rows=labels.number(source.rows)),
            )
            for source in plan.sources
        ]

    def _mark_texts(self, plan: Plan) -> list[str]:
        consequence = self._document.consequence
        codes = consequence.evaluation.marks if consequence else ()
        texts = [labels.word("mark", code) for code in codes if code != "sample_data"]
        return [text for text in (plan.meta.mark, plan.meta.attribution, *texts) if text]
