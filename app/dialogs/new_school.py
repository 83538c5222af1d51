"""A school that a scenario builds: what it is called, where it belongs, which kind it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app import labels
from app.panels.decision_fields import GradesField
from app.panels.states import note
from gis.layout import Site
from gis.model import GRADES

DIALOG_WIDTH = 420
TYPES = ("211", "218", "311", "312", "341", "345")
# What a new school of a type usually teaches; the form of its decision can say otherwise.
USUAL_GRADES = {
    "211": GRADES[:6], "218": GRADES[:3], "311": GRADES[6:], "312": GRADES, "341": GRADES[6:], "345": GRADES,
}  # fmt: skip


@dataclass(frozen=True)
class NewSchool:
    """What the dialog gives: the site, and for a new one the grades that it opens with."""

    site: Site
    grades: tuple[int, ...]


class NewSchoolDialog(QDialog):
    """Asks for name, township and type of a site; of a new one for its grades, too."""

    def __init__(
        self,
        parent: QWidget | None,
        site: Site,
        townships: Iterable[str],
        taken: frozenset[str],
        *,
        is_new: bool,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("新建学校") if is_new else self.tr("拟建学校"))
        self._site, self._taken, self._is_new = site, taken, is_new
        self.name, self.township, self.type = QLineEdit(site.name), QComboBox(), QComboBox()
        self.name.setPlaceholderText(self.tr("如“城东小学（拟建）”，会印在成果里"))
        self.name.setAccessibleName(self.tr("校名"))
        self.township.addItems(sorted({*townships, *filter(None, [site.township])}))
        self.township.setCurrentText(site.township)
        self.township.setAccessibleName(self.tr("乡镇"))
        for code in dict.fromkeys((*TYPES, *filter(None, [site.type_code]))):
            self.type.addItem(labels.word("type", code), code)
        self.type.setCurrentIndex(max(0, self.type.findData(site.type_code)))
        self.type.setAccessibleName(self.tr("办学类型"))
        self.grades = GradesField()
        self._fault = note(name="refusal")
        self._fault.hide()
        self._build()
        self._follow_type()
        self.type.currentIndexChanged.connect(self._follow_type)
        self.name.selectAll()

    def _build(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("校名"), self.name)
        form.addRow(self.tr("乡镇"), self.township)
        form.addRow(self.tr("办学类型"), self.type)
        form.addRow(self.tr("开设年级"), self.grades)
        form.setRowVisible(self.grades, self._is_new)
        hint = self.tr("乡镇按点的最近的村填写，请核对。学年、规模、投资在学校的卡片里写。")
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton(self.tr("确认"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.agree.setProperty("primary", True)
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        if self._is_new:
            column.addWidget(note(hint))
        column.addWidget(self._fault)
        column.addWidget(buttons)
        self.setMinimumWidth(DIALOG_WIDTH)

    @classmethod
    def ask(
        cls, parent: QWidget, site: Site, townships: Iterable[str], taken: frozenset[str], *, is_new: bool
    ) -> NewSchool | None:
        """Show the dialog; None if the user does not want to."""
        dialog = cls(parent, site, townships, taken, is_new=is_new)
        given = dialog.value if dialog.exec() == QDialog.DialogCode.Accepted else None
        dialog.deleteLater()
        return given

    @property
    def value(self) -> NewSchool:
        """What the dialog says."""
        site = replace(
            self._site, name=self.name.text().strip(), township=self.township.currentText(),
            type_code=str(self.type.currentData()),
        )  # fmt: skip
        return NewSchool(site, self.grades.value)

    def _follow_type(self) -> None:
        self.grades.fill(USUAL_GRADES.get(str(self.type.currentData()), ()), GRADES)

    def _accept(self) -> None:
        name = self.name.text().strip()
        if name and name not in self._taken:
            self.accept()
            return
        self._fault.setText(self.tr("已有同名学校，请换一个校名") if name else self.tr("请填写校名"))
        self._fault.show()
