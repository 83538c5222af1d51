"""A server of our own that stands in for OpenStreetMap's and answers as it does."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

import shapely

import gis.network.download as download
from gis.resources import load_toml

AREA = shapely.box(114.0, 35.0, 114.02, 35.02)
NODES = {
    1: (114.001, 35.001),
    2: (114.011, 35.001),
    3: (114.011, 35.011),
    4: (114.001, 35.011),
    5: (114.5, 35.5),
}
WAYS = {
    10: ([1, 2, 3], {"highway": "tertiary", "name": "示例路", "surface": "gravel"}),
    11: ([3, 4], {"highway": "path"}),
    12: ([1, 4, 2, 1], {"natural": "water"}),
}


class Answers(BaseHTTPRequestHandler):
    """What Overpass and Nominatim say."""

    def do_GET(self):
        if self.path.endswith("/status"):
            return self.say(
                "Connected as: 1\nCurrent time: x\nAnnounced: y\nRate limit: 2\n2 slots available now.\n"
            )
        name = parse_qs(urlparse(self.path).query)["q"][0]
        if name != "示例县":
            return self.say("[]")
        west, south, east, north = map(str, AREA.bounds)
        place = {
            "boundingbox": [south, north, west, east],
            "lat": "35.01",
            "lon": "114.01",
            "display_name": name,
            "name": name,
            "geojson": shapely.geometry.mapping(AREA),
            "importance": 0.5,
        }
        return self.say(json.dumps([place]))

    def do_POST(self):
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["data"][0]
        self.server.asked.append(asked)
        elements = [{"type": "node", "id": n, "lon": x, "lat": y} for n, (x, y) in NODES.items()]
        elements += [
            {"type": "way", "id": n, "nodes": nodes, "tags": tags} for n, (nodes, tags) in WAYS.items()
        ]
        self.say(json.dumps({"elements": [] if self.server.is_empty else elements}))

    def say(self, text):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *words):
        """Say nothing on the screen."""


@contextmanager
def serving(monkeypatch):
    """Answer on this computer while it lasts; ``asked`` of what it yields are the questions that came."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as served:
        served.asked, served.is_empty = [], False
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        use(monkeypatch, f"http://127.0.0.1:{served.server_port}")
        yield served
        served.shutdown()
        thread.join()


def use(monkeypatch, address):
    """Ask another server than the real one."""
    rules = {
        **load_toml("system", "download.toml"),
        "overpass_url": f"{address}/api",
        "nominatim_url": f"{address}/",
    }
    monkeypatch.setattr(download, "load_toml", lambda *parts: rules)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
