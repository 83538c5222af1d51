"""The page's source: folium's links all there, all local, and a policy that fits its scripts."""

import base64
import hashlib
import re

from app.map.page import SCRIPTS, STYLES, page_html


def test_no_key_names_both_a_script_and_a_style() -> None:
    assert not {key for key, _ in SCRIPTS} & {key for key, _ in STYLES}


def test_every_link_is_in_the_page_and_none_goes_out() -> None:
    html = page_html()
    for _, address in (*SCRIPTS, *STYLES):
        assert address in html
    assert not re.findall(r"https?://", html)


def test_the_policy_allows_exactly_the_scripts_of_the_page() -> None:
    html = page_html()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    allowed = set(re.findall(r"'sha256-([^']*)'", policy[1]))
    inline = re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)
    assert {base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in inline} == allowed
    assert "unsafe-eval" not in policy[1]
