"""Draw the program's icon files from resources/icons/xiaotu.svg: a PNG and a Windows .ico."""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)


def draw_png(renderer: QSvgRenderer, size: int) -> bytes:
    """Render the icon at one size in pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def pack_ico(pictures: dict[int, bytes]) -> bytes:
    """Put PNGs of several sizes into one .ico (Windows Vista and later read PNG entries)."""
    offset = 6 + 16 * len(pictures)
    entries, body = b"", b""
    for size, png in sorted(pictures.items()):
        edge = size % 256  # the format writes 256 as 0
        entries += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(png), offset + len(body))
        body += png
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + body


def main() -> None:
    """Write xiaotu.png and xiaotu.ico beside xiaotu.svg."""
    app = QGuiApplication(["icon", "-platform", "offscreen"])
    renderer = QSvgRenderer(str(ICONS / "xiaotu.svg"))
    (ICONS / "xiaotu.png").write_bytes(draw_png(renderer, 256))
    (ICONS / "xiaotu.ico").write_bytes(pack_ico({size: draw_png(renderer, size) for size in ICO_SIZES}))
    app.quit()


if __name__ == "__main__":
    main()
