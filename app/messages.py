"""The window's one mouth: faults, questions and names asked for; nothing else opens a message box."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from app import labels
from gis.errors import PlanningError
from gis.messages import describe

translate = QCoreApplication.translate


class Answer(Enum):
    """What the user wants done with unsaved changes."""

    SAVE = auto()
    DISCARD = auto()
    STAY = auto()


def sentence(fault: Exception) -> str:
    """Return a fault in words."""
    if isinstance(fault, PlanningError):
        return str(describe(fault.code, fault.values, labels.language()))
    return str(fault)


def what(fault: PlanningError) -> str:
    """Return what is the matter, without what to do about it."""
    return describe(fault.code, fault.values, labels.language()).what.strip()


def tell_fault(parent: QWidget, title: str, fault: Exception) -> None:
    """Say what went wrong: an expected fault in its own sentence, any other as a report to copy."""
    if not isinstance(fault, PlanningError):
        from app.dialogs.fault import FaultDialog

        FaultDialog.ask(parent, fault)
        return
    message = describe(fault.code, fault.values, labels.language())
    box = QMessageBox(QMessageBox.Icon.Warning, title, message.what.strip(), parent=parent)
    box.setInformativeText(message.fix.strip())
    box.exec()


def offer(parent: QWidget, title: str, fault: PlanningError, ways: tuple[str, ...]) -> int | None:
    """Say what went wrong and offer ways out; return the number of the one chosen, None for none."""
    message = describe(fault.code, fault.values, labels.language())
    box = QMessageBox(QMessageBox.Icon.Warning, title, message.what.strip(), parent=parent)
    box.setInformativeText(message.fix.strip())
    buttons = [box.addButton(way, QMessageBox.ButtonRole.AcceptRole) for way in ways]
    box.addButton(translate("messages", "取消"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(buttons[0])
    box.exec()
    clicked = box.clickedButton()
    return next((number for number, button in enumerate(buttons) if button is clicked), None)


def confirm(parent: QWidget, title: str, text: str, yes: str) -> bool:
    """Ask before something is lost."""
    box = QMessageBox(QMessageBox.Icon.Question, title, text, parent=parent)
    agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(translate("messages", "取消"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is agree


def ask_unsaved(parent: QWidget, plan_name: str) -> Answer:
    """Ask what to do with unsaved changes."""
    text = translate("messages", "“{plan}”有未保存的改动。").format(plan=plan_name)
    box = QMessageBox(QMessageBox.Icon.Question, translate("messages", "保存改动？"), text, parent=parent)
    save = box.addButton(translate("messages", "保存"), QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton(translate("messages", "不保存"), QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(translate("messages", "取消"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(save)
    box.exec()
    clicked = box.clickedButton()
    return Answer.SAVE if clicked is save else Answer.DISCARD if clicked is discard else Answer.STAY


def ask_name(parent: QWidget, title: str, proposal: str, taken: frozenset[str]) -> str | None:
    """Ask for a name that is not taken yet; None if the user does not want to."""
    label = translate("messages", "方案名称")
    while True:
        name, given = QInputDialog.getText(parent, title, label, text=proposal)
        name = name.strip()
        if not given:
            return None
        if name and name not in taken:
            return name
        reason = (
            translate("messages", "名称不能为空")
            if not name
            else translate("messages", "已有同名方案，请换一个名称")
        )
        label, proposal = reason, name


def tell(parent: QWidget, title: str, text: str) -> None:
    """Say something that needs no answer."""
    QMessageBox(QMessageBox.Icon.Information, title, text, parent=parent).exec()
