"""The bundled font inside a web page: only the characters that the page needs."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from gis.resources import resource_path

WEIGHTS = {400: "NotoSansSC-Regular.ttf", 700: "NotoSansSC-Bold.ttf"}
FAMILY = "Noto Sans SC"


def embedded_fonts(texts: Iterable[str]) -> str:
    """Return style rules with the bundled font, cut down to the characters of some texts.

    Notes
    -----
    So that the page shows no boxes on a computer without Chinese fonts. What a reader types beyond these
    characters is shown by a font of that computer.
    """
    import uharfbuzz as hb

    needed = {ord(character) for character in set().union(*texts) if character.isprintable()}
    rules = []
    for weight, name in WEIGHTS.items():
        wanted = hb.SubsetInput()
        wanted.unicode_set.update(needed)
        face = hb.Face(hb.Blob.from_file_path(str(resource_path("fonts", name))))
        cut = base64.b64encode(hb.subset(face, wanted).blob.data).decode()
        rules.append(
            f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; font-display: block; '
            f'src: url("data:font/ttf;base64,{cut}") format("truetype"); }}'
        )
    return "\n".join(rules)
