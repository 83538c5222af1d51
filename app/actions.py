"""Every action of the window: text, icon, key, hint. Which function it calls is wired in the main window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app import theme
from app.noop import QT_TRANSLATE_NOOP

Keys = QKeySequence.StandardKey


@dataclass(frozen=True)
class ActionSpec:
    """How an action looks."""

    text: str
    icon: str = ""
    keys: Keys | str | None = None
    needs_plan: bool = False
    needs_scenario: bool = False


SPECS = {
    "new": ActionSpec(QT_TRANSLATE_NOOP("actions", "从文件新建……"), "new", Keys.New),
    "open": ActionSpec(QT_TRANSLATE_NOOP("actions", "打开……"), "open", Keys.Open),
    "sample": ActionSpec(QT_TRANSLATE_NOOP("actions", "打开示例"), "school"),
    "templates": ActionSpec(QT_TRANSLATE_NOOP("actions", "空白表格……"), "list"),
    "ledger": ActionSpec(QT_TRANSLATE_NOOP("actions", "由统计报表生成台账……"), "import"),
    "save": ActionSpec(QT_TRANSLATE_NOOP("actions", "保存"), "save", Keys.Save, needs_plan=True),
    "save_as": ActionSpec(
        QT_TRANSLATE_NOOP("actions", "另存为……"), "save-as", "Ctrl+Shift+S", needs_plan=True
    ),
    "report": ActionSpec(QT_TRANSLATE_NOOP("actions", "生成成果……"), "report", Keys.Print, needs_plan=True),
    "seal": ActionSpec(QT_TRANSLATE_NOOP("actions", "封存版本……"), "done", needs_plan=True),
    "history": ActionSpec(QT_TRANSLATE_NOOP("actions", "操作记录……"), "list", needs_plan=True),
    "field_out": ActionSpec(QT_TRANSLATE_NOOP("actions", "签出外业副本……"), "external", needs_plan=True),
    "field_back": ActionSpec(QT_TRANSLATE_NOOP("actions", "并回外业副本……"), "import", needs_plan=True),
    "close": ActionSpec(QT_TRANSLATE_NOOP("actions", "关闭计划"), "close", Keys.Close, needs_plan=True),
    "quit": ActionSpec(QT_TRANSLATE_NOOP("actions", "退出"), "", "Ctrl+Q"),
    "find": ActionSpec(QT_TRANSLATE_NOOP("actions", "搜索学校、村"), "search", Keys.Find, needs_plan=True),
    "new_scenario": ActionSpec(QT_TRANSLATE_NOOP("actions", "新建方案"), "new-school", needs_plan=True),
    "copy_scenario": ActionSpec(QT_TRANSLATE_NOOP("actions", "复制方案"), "copy", needs_plan=True),
    "rename_scenario": ActionSpec(QT_TRANSLATE_NOOP("actions", "重命名方案"), "edit", needs_scenario=True),
    "delete_scenario": ActionSpec(QT_TRANSLATE_NOOP("actions", "删除方案"), "delete", needs_scenario=True),
    "roads": ActionSpec(QT_TRANSLATE_NOOP("actions", "道路改动……"), "road", "Ctrl+R", needs_plan=True),
    "scenario_settings": ActionSpec(QT_TRANSLATE_NOOP("actions", "方案设定……"), "settings", needs_plan=True),
    "propose": ActionSpec(QT_TRANSLATE_NOOP("actions", "测算方案……"), "play", "Ctrl+T", needs_plan=True),
    "new_school": ActionSpec(QT_TRANSLATE_NOOP("actions", "新建学校……"), "new-school", needs_scenario=True),
    "travel": ActionSpec(QT_TRANSLATE_NOOP("actions", "出行参数……"), "walk", needs_plan=True),
    "forecast": ActionSpec(
        QT_TRANSLATE_NOOP("actions", "学龄人口预测……"), "chart", "Ctrl+Shift+F", needs_plan=True
    ),
    "zoom_all": ActionSpec(QT_TRANSLATE_NOOP("actions", "地图看全貌"), "zoom-fit", "Ctrl+0", needs_plan=True),
    "help": ActionSpec(QT_TRANSLATE_NOOP("actions", "用法"), "help", Keys.HelpContents),
    "about": ActionSpec(QT_TRANSLATE_NOOP("actions", "关于校图"), "info"),
}


def make_actions(parent: QWidget) -> dict[str, QAction]:
    """Create all actions; those that need a plan start disabled."""
    made = {}
    for name, spec in SPECS.items():
        action = QAction(QCoreApplication.translate("actions", spec.text), parent)
        if spec.icon:
            action.setIcon(theme.icon(spec.icon))
        if isinstance(spec.keys, str):
            action.setShortcut(QKeySequence(spec.keys))
        elif spec.keys is not None:
            action.setShortcuts(QKeySequence.keyBindings(spec.keys))
        action.setEnabled(not (spec.needs_plan or spec.needs_scenario))
        hint = action.text().rstrip("…")
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{hint} ({keys})" if keys else hint)
        made[name] = action
    return made


def enable_actions(actions: dict[str, QAction], *, plan: bool, scenario: bool) -> None:
    """Allow what can be done now."""
    for name, spec in SPECS.items():
        if spec.needs_plan or spec.needs_scenario:
            actions[name].setEnabled(scenario if spec.needs_scenario else plan)
