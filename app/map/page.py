"""The window's map page: made with folium once, from files of the installation only."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache

from app.map.scheme import ORIGIN
from gis.resources import load_toml

# folium keeps scripts and style sheets in one dictionary: the same key twice silently drops one of them.
SCRIPTS = [
    ("leaflet", f"{ORIGIN}/web/vendor/leaflet/leaflet.js"),
    ("qwebchannel", f"{ORIGIN}/web/vendor/qwebchannel/qwebchannel.js"),
    ("xiaotu_map", f"{ORIGIN}/web/map.js"),
    ("xiaotu_areas", f"{ORIGIN}/web/areas.js"),
    ("xiaotu_difference", f"{ORIGIN}/web/difference.js"),
    ("xiaotu_promises", f"{ORIGIN}/web/promises.js"),
    ("xiaotu_sites", f"{ORIGIN}/web/sites.js"),
]
STYLES = [
    ("leaflet_css", f"{ORIGIN}/web/vendor/leaflet/leaflet.css"),
    ("fonts_css", f"{ORIGIN}/web/fonts.css"),
    ("xiaotu_map_css", f"{ORIGIN}/web/map.css"),
]
CENTRE_OF_CHINA = (35.0, 105.0)


@cache
def page_html(language: str) -> str:
    """Return the page: an empty map that starts the engine and connects to the window.

    Parameters
    ----------
    language
        "zh" or "en".
    """
    import folium
    from branca.element import MacroElement
    from folium.template import Template

    class PlanMap(folium.Map):
        default_js = SCRIPTS
        default_css = STYLES

    class Start(MacroElement):
        _template = Template(
            "{% macro script(this, kwargs) %}"
            "xiaotuMap.init({map: {{ this._parent.get_name() }}, "
            "style: {{ this.style }}, words: {{ this.words }}});"
            "xiaotuMap.connectToWindow();"
            "{% endmacro %}"
        )
        style = json.dumps(load_toml("web", "map.toml"))
        words = json.dumps(load_toml("web", "words.toml")[language], ensure_ascii=False)

    plan_map = PlanMap(
        location=CENTRE_OF_CHINA, zoom_start=5, tiles=None, prefer_canvas=True, zoom_control=False,
        attribution_control=False, zoom_snap=0.25, zoom_delta=0.5, wheel_px_per_zoom_level=100, max_zoom=18,
        font_size="13px",
    )
    plan_map.add_child(Start())  # type: ignore[no-untyped-call]
    return _with_policy(plan_map.get_root().render())


def _with_policy(html: str) -> str:
    """Add the content security policy: own files and exactly these inline scripts, no network."""
    inline = re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in inline)
    policy = (
        f"default-src 'none'; script-src {ORIGIN} {hashes}; style-src {ORIGIN} 'unsafe-inline'; "
        f"font-src {ORIGIN}; img-src {ORIGIN} data:; base-uri 'none'; form-action 'none'"
    )
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html.replace("<head>", f"<head>{tag}", 1)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
