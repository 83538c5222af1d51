"""The page's source: folium's links all there, all local, and a policy that fits its scripts."""

import base64
import hashlib
import re

import pytest

from app.map.page import SCRIPTS, STYLES, page_html
from gis.resources import load_toml


def test_no_key_names_both_a_script_and_a_style() -> None:
    assert not {key for key, _ in SCRIPTS} & {key for key, _ in STYLES}


def test_every_link_is_in_the_page_and_none_goes_out() -> None:
    html = page_html("zh")
    for _, address in (*SCRIPTS, *STYLES):
        assert address in html
    assert not re.findall(r"https?://", html)


def test_the_policy_allows_exactly_the_scripts_of_the_page() -> None:
    html = page_html("zh")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    allowed = set(re.findall(r"'sha256-([^']*)'", policy[1]))
    inline = re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)
    assert {base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in inline} == allowed
    assert "unsafe-eval" not in policy[1]


def test_both_languages_say_the_same_things() -> None:
    words = load_toml("web", "words.toml")
    assert {k: set(v) for k, v in words["zh"].items()} == {k: set(v) for k, v in words["en"].items()}
    for table, texts in words["zh"].items():
        for key, text in texts.items():
            assert ("{n}" in text) == ("{n}" in words["en"][table][key])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_carries_the_words_of_its_language(language: str) -> None:
    assert load_toml("web", "words.toml")[language]["text"]["legend"] in page_html(language)
