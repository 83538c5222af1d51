"""Starts Qt: libraries checked, theme, fonts, language, and one place where unexpected faults arrive."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from app.libraries import require_libraries
from gis.errors import PlanningError
from gis.messages import message_codes
from gis.resources import resource_path

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.main_window import MainWindow
    from app.settings import Settings

BAD_INPUT = 2
# Every call from Qt into Python waits for a working thread to give way: with Python's own 5 ms a repaint
# of a table beside a running evaluation would take a tenth of a second.
THREAD_SWITCH_S = 0.0005


def run(argv: Sequence[str], plan_path: Path | None = None) -> int:
    """Open the window and return the process's exit code when it is closed.

    Parameters
    ----------
    argv
        Command line for Qt, the program's name first.
    plan_path
        A plan to open at once.
    """
    try:
        application = make_application(argv)
    except PlanningError as fault:
        print(fault, file=sys.stderr)
        return BAD_INPUT
    window = make_window(application)
    window.show()
    window.offer_recovery(ask=plan_path is None)
    if plan_path is not None:
        window.open_plan(plan_path)
    return application.exec()


def make_application(argv: Sequence[str]) -> QApplication:
    """Create the application object, dressed and in the user's language.

    Raises
    ------
    PlanningError
        Qt cannot be loaded here: system libraries are missing, or the user is root.
    """
    require_libraries()
    _refuse_root()
    sys.setswitchinterval(THREAD_SWITCH_S)
    from PySide6.QtCore import QCoreApplication, Qt
    from PySide6.QtWidgets import QApplication

    from app.map.scheme import register_scheme

    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    register_scheme()
    application = QApplication(list(argv))
    application.setOrganizationName("xiaotu")
    application.setApplicationName("xiaotu")
    _dress(application)
    message_codes()  # read now, so that the first sentence later does not hold up the window
    _install_excepthook()
    return application


def make_window(application: QApplication, settings: Settings | None = None) -> MainWindow:
    """Create the window with an empty document."""
    from app.document import Document
    from app.garbage import Collector
    from app.main_window import MainWindow
    from app.map.view import map_profile

    map_profile()  # starts the web engine now, while there is no window yet that it could hold up
    window = MainWindow(Document(application), settings)
    Collector(application)
    gc.freeze()  # what has been made so far stays: looking through it again would hold up the window
    return window


def set_language(application: QApplication, language: str) -> None:
    """Speak ``zh`` or ``en``: locale, the program's own words, and Qt's."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    wanted = "en_US" if language == "en" else "zh_CN"
    QLocale.setDefault(QLocale(wanted))
    qt_words = QTranslator(application)
    if qt_words.load(f"qtbase_{wanted}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(qt_words)
    if language == "en":
        own_words = QTranslator(application)
        own_words.load(str(resource_path("i18n", "xiaotu_en.qm")))
        application.installTranslator(own_words)


def _dress(application: QApplication) -> None:
    from app import theme
    from app.settings import Settings

    settings = Settings()
    set_language(application, settings.language)
    theme.load_fonts(application)
    theme.apply_theme(application, theme.resolve(settings.theme))


def _refuse_root() -> None:
    """Refuse to open the window as root: Chromium aborts there, because its sandbox cannot protect root.

    Raises
    ------
    PlanningError
        Run as root, and the sandbox has not been switched off from outside (as tests do).
    """
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root and os.environ.get("QTWEBENGINE_DISABLE_SANDBOX") != "1":
        raise PlanningError("window_as_root")


def _install_excepthook() -> None:
    """Show any unexpected fault in a dialog with a report to copy, and print it."""

    def show(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, fault, trace)
        if not issubclass(kind, Exception):
            return
        from app.dialogs.fault import FaultDialog

        FaultDialog.ask(None, fault)

    sys.excepthook = show
