"""The address ``xiaotu://map/``: the page and its files come from the installation, never from a network."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QObject
from PySide6.QtWebEngineCore import QWebEngineUrlRequestJob, QWebEngineUrlScheme, QWebEngineUrlSchemeHandler

from gis.resources import ROOT

SCHEME = b"xiaotu"
ORIGIN = "xiaotu://map"
PAGE_PATHS = {"/zh.html": "zh", "/en.html": "en"}
FOLDERS = ("web", "fonts")


def register_scheme() -> None:
    """Make the scheme known to the web engine; must run before the application object exists."""
    if QWebEngineUrlScheme.schemeByName(SCHEME).name() == SCHEME:
        return
    scheme = QWebEngineUrlScheme(SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    scheme.setFlags(QWebEngineUrlScheme.Flag.SecureScheme | QWebEngineUrlScheme.Flag.CorsEnabled)
    QWebEngineUrlScheme.registerScheme(scheme)


class SchemeHandler(QWebEngineUrlSchemeHandler):
    """Serves the generated page and the files below ``resources/web`` and ``resources/fonts``.

    Parameters
    ----------
    page_html
        Makes the page of a language.
    """

    def __init__(self, page_html: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page_html = page_html

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        """Answer one request (Qt's name)."""
        path = job.requestUrl().path()
        if path in PAGE_PATHS:
            self._reply_page(job, PAGE_PATHS[path])
            return
        parts = path.strip("/").split("/")
        target = ROOT.joinpath(*parts).resolve()
        if parts[0] not in FOLDERS or not target.is_relative_to(ROOT) or not target.is_file():
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        file = QFile(str(target), job)
        file.open(QIODevice.OpenModeFlag.ReadOnly)
        job.reply(_content_type(target.suffix), file)

    def _reply_page(self, job: QWebEngineUrlRequestJob, language: str) -> None:
        buffer = QBuffer(job)
        buffer.setData(QByteArray(self._page_html(language).encode()))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        job.reply(b"text/html", buffer)


def _content_type(suffix: str) -> bytes:
    # Not left to mimetypes alone: on Windows it reads the registry, where .js may be text/plain.
    known = {".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf", ".png": "image/png"}
    return (known.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")).encode()
