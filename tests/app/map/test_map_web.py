"""The offline web map in a real browser engine, from a file, with every request watched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from miniature import merge, miniature_plan
from PySide6.QtCore import QEvent, QUrl
from PySide6.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gis.evaluation import evaluate
from gis.layout import Scenario
from gis.report.webmap import write_web_map


class Watcher(QWebEngineUrlRequestInterceptor):
    """Notes where the page wants to go."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:  # noqa: N802
        self.seen.append(info.requestUrl().scheme())


class Page(QWebEnginePage):
    """Notes what the script complains about."""

    def __init__(self, profile: QWebEngineProfile) -> None:
        super().__init__(profile)
        self.complaints: list[str] = []

    def javaScriptConsoleMessage(  # noqa: N802
        self, level: object, message: str, line: int, source: str
    ) -> None:
        self.complaints.append(message)


@pytest.fixture
def web_page(qapp: QApplication, tmp_path: Path) -> Iterator[tuple[Page, Watcher]]:
    plan = miniature_plan(scenarios=[Scenario("并校", {"p3": merge("s1")})])
    path = write_web_map(plan, evaluate(plan, "并校"), tmp_path / "地图.html")
    profile, watcher = QWebEngineProfile(qapp), Watcher()
    profile.setUrlRequestInterceptor(watcher)
    page = Page(profile)
    view = QWebEngineView()
    view.setPage(page)
    view.resize(1000, 700)
    view.load(QUrl.fromLocalFile(str(path)))
    view.show()
    yield page, watcher
    view.close()
    for thing in (view, page, profile):
        thing.deleteLater()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def ask(qtbot: QtBot, page: Page, script: str) -> object:
    answer: list[object] = []
    page.runJavaScript(script, 0, answer.append)
    qtbot.waitUntil(lambda: bool(answer), timeout=60_000)
    return answer[0]


def test_it_works_from_a_file_without_a_network(qtbot: QtBot, web_page: tuple[Page, Watcher]) -> None:
    page, watcher = web_page
    ready = "typeof xiaotuMap === 'object' && !!document.querySelector('.x-panel')"
    qtbot.waitUntil(lambda: ask(qtbot, page, ready) is True, timeout=120_000)
    assert ask(qtbot, page, "xiaotuMap.state().settlements") == 4
    assert ask(qtbot, page, "document.querySelector('.x-mark').textContent") == "示例数据:全部虚构"
    # 西村 goes from the point next door (0 minutes) to 甲镇中心小学 (800 s = 13 minutes); 33 pupils in all.
    ask(qtbot, page, "xiaotuMap.select('settlement', 'v2')")
    panel = str(ask(qtbot, page, "document.querySelector('.x-panel').innerText"))
    assert "西村教学点" in panel
    assert "甲镇中心小学" in panel
    assert "13 分" in panel
    # Typing part of a name finds village and school.
    ask(qtbot, page, "i = document.querySelector('input[type=search]'); i.value = '西村';"
                     "i.dispatchEvent(new Event('input'))")
    assert ask(qtbot, page, "document.querySelectorAll('.x-hits button').length") == 2
    assert set(watcher.seen) <= {"file", "data"}
    assert page.complaints == []
