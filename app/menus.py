"""The menus of the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app import messages
from app.settings import Settings
from app.theme import Preference

if TYPE_CHECKING:
    from app.main_window import MainWindow

translate = QCoreApplication.translate

FILE = (
    "new", "open", "sample", "", "templates", "ledger", "", "save", "save_as", "close", "",
    "report", "seal", "history", "", "quit",
)  # fmt: skip
FIELD = ("field_out", "field_back")
EDIT = ("undo", "redo", "", "find", "", "travel")
SCENARIO = (
    "new_scenario", "copy_scenario", "rename_scenario", "delete_scenario", "", "scenario_settings",
    "new_school", "roads", "", "propose",
)  # fmt: skip
HELP = ("help", "about")


def build_menus(window: MainWindow, actions: dict[str, QAction], settings: Settings) -> None:
    """Fill the menu bar."""
    bar = window.menu_bar
    file = bar.addMenu(translate("menus", "文件(&F)"))
    _fill(file, FILE, actions)
    field = QMenu(translate("menus", "外业"), file)
    file.insertMenu(actions["report"], field)
    _fill(field, FIELD, actions)
    _fill(bar.addMenu(translate("menus", "编辑(&E)")), EDIT, actions)
    _fill(bar.addMenu(translate("menus", "方案(&S)")), SCENARIO, actions)
    view = bar.addMenu(translate("menus", "视图(&V)"))
    _fill(view, ("forecast", "zoom_all", ""), actions)
    _add_themes(view.addMenu(translate("menus", "外观")), window, settings)
    _add_languages(view.addMenu(translate("menus", "语言 Language")), window, settings)
    _fill(bar.addMenu(translate("menus", "帮助(&H)")), HELP, actions)


def _fill(menu: QMenu, names: tuple[str, ...], actions: dict[str, QAction]) -> None:
    for name in names:
        if name:
            menu.addAction(actions[name])
        else:
            menu.addSeparator()


def _add_themes(menu: QMenu, window: MainWindow, settings: Settings) -> None:
    titles = {
        "system": translate("menus", "跟随系统"),
        "light": translate("menus", "浅色"),
        "dark": translate("menus", "深色"),
    }
    group = QActionGroup(menu)
    for name in get_args(Preference):
        action = _choice(menu, group, titles[name], checked=settings.theme == name)
        action.triggered.connect(partial(_choose_theme, window, settings, name))


def _choose_theme(window: MainWindow, settings: Settings, name: Preference, _: bool = False) -> None:
    settings.theme = name
    window.show_theme()


def _add_languages(menu: QMenu, window: MainWindow, settings: Settings) -> None:
    group = QActionGroup(menu)
    for code, title in (("zh", "中文"), ("en", "English")):
        action = _choice(menu, group, title, checked=settings.language == code)
        action.triggered.connect(partial(_choose_language, window, settings, code))


def _choose_language(window: MainWindow, settings: Settings, code: str, _: bool = False) -> None:
    settings.language = code
    text = translate("menus", "下次启动时生效。\nTakes effect at the next start.")
    messages.tell(window, translate("menus", "语言"), text)


def _choice(menu: QMenu, group: QActionGroup, title: str, *, checked: bool) -> QAction:
    action = menu.addAction(title)
    action.setCheckable(True)
    action.setChecked(checked)
    group.addAction(action)
    return action
