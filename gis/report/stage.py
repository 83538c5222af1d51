"""草稿 and 报批稿: what documents are made for, and how they say so."""

from __future__ import annotations

from enum import StrEnum

from gis.errors import InputError
from gis.report.words import word


class Stage(StrEnum):
    """What documents are made for."""

    DRAFT = "draft"
    APPROVAL = "approval"


def stage_of(name: str) -> Stage:
    """Return a stage by its name.

    Raises
    ------
    InputError
        stage_unknown.
    """
    if name not in list(Stage):
        raise InputError("stage_unknown", stage=name)
    return Stage(name)


def stage_words(stage: Stage) -> dict[str, str]:
    """Return what a document says of its stage: ``title``, ``label``, ``public``; ``mark``, "" = no draft."""
    told = {key: word(f"stage_{key}", stage.value) for key in ("title", "label", "public")}
    return {**told, "mark": word("stage_name", stage.value) if stage is Stage.DRAFT else ""}


def stamped(text: str, stage: Stage) -> str:
    """Return who may read a table, with the stage before it."""
    return f"{word('stage_name', stage.value)} · {text}"


def file_suffix(stage: Stage) -> str:
    """Return what a file's name ends with: a version for approval never takes the place of a draft."""
    return "" if stage is Stage.DRAFT else f"（{word('stage_name', stage.value)}）"
