"""Marks a text for translation without translating it yet; lupdate looks for the function's name."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Return the text as it is (PySide6's own function of this name says that it returns an object)."""
    return text
