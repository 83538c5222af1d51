"""Self-check of an installation: window, map page, evaluation and a PDF, without a display."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from app.main_window import MainWindow
    from app.panels.map import MapPanel
    from gis.evaluation.result import Evaluation
    from gis.model import Plan

PASSED, FAILED = 0, 1
PATIENCE_MS = 60_000
PDF_MAGIC = b"%PDF-"


class SmokeFailure(Exception):
    """A step of the self-check did not do what it must."""


def run_smoke() -> int:
    """Run the self-check, say what passed and what failed, and return 0 or 1."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    step = "窗口"
    try:
        from app.application import make_application, make_window

        application = make_application(sys.argv[:1])
        window = make_window(application)
        window.show()
        _passed("窗口：已离屏打开")

        step = "样例测算"
        plan, evaluation = _evaluate_sample()
        _passed(
            f"样例测算：学校 {evaluation.counts['schools'].after:.0f} 所、"
            f"教学点 {evaluation.counts['teaching_points'].after:.0f} 个"
        )

        step = "地图"
        _load_map(window, plan)
        _passed("地图：页面已加载并画出样例")

        step = "PDF"
        _passed(f"PDF:{_typeset(plan, evaluation) // 1024} KB")
        window.document.undo_stack.setClean()
        window.hide()
    except Exception as fault:  # a self-check names whatever goes wrong, expected or not
        print(f"未通过 {step}：{fault}", file=sys.stderr)
        return FAILED
    print("自检通过")
    return PASSED


def _passed(text: str) -> None:
    print(f"通过 {text}", flush=True)


def _evaluate_sample() -> tuple[Plan, Evaluation]:
    from gis.evaluation import evaluate
    from gis.io.sample import SAMPLE_SCENARIO, import_sample

    plan = import_sample()
    return plan, evaluate(plan, SAMPLE_SCENARIO)


def _load_map(window: MainWindow, plan: Plan) -> None:
    from app.drawing import draw

    panel = window.map
    if panel.view is None or not panel.view.is_ready:
        _wait(panel.ready, "地图页面没有在一分钟内加载完", start=panel.start)
    document = window.document
    _wait(document.evaluated, "测算没有在一分钟内完成", start=lambda: document.show(draw(plan), None))
    drawn = _ask_page(panel, "xiaotuMap.state().schools")
    sites = plan.schools.geometry.notna().sum()
    if drawn != sites:
        raise SmokeFailure(f"地图上应有 {sites} 所学校（部），页面画出 {drawn}")


def _ask_page(panel: MapPanel, expression: str) -> object:
    """Return the value of a JavaScript expression in the map page."""
    from PySide6.QtCore import QObject, Signal

    class Answer(QObject):
        came = Signal()
        value: object = None

        def take(self, value: object) -> None:
            self.value = value
            self.came.emit()

    answer = Answer()
    if panel.view is None:
        raise SmokeFailure("地图没有创建")
    page = panel.view.page()
    _wait(answer.came, "地图页面没有回答", start=lambda: page.runJavaScript(expression, 0, answer.take))
    return answer.value


def _wait(signal: SignalInstance, complaint: str, start: Callable[[], None] | None = None) -> None:
    """Run the event loop until a signal comes; complain when patience ends."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    signal.connect(loop.quit)
    QTimer.singleShot(PATIENCE_MS, lambda: loop.exit(FAILED))
    if start is not None:
        QTimer.singleShot(0, start)
    if loop.exec() == FAILED:
        raise SmokeFailure(complaint)


def _typeset(plan: Plan, evaluation: Evaluation) -> int:
    from gis.report.mapsource import map_source
    from gis.report.pdf import Typesetter, school_pdf
    from gis.report.schools import changed_schools

    source = map_source(plan, evaluation)
    pdf = school_pdf(Typesetter(), plan, evaluation, source, changed_schools(evaluation)[0])
    if not pdf.startswith(PDF_MAGIC):
        raise SmokeFailure("排出的文件不是 PDF")
    return len(pdf)
