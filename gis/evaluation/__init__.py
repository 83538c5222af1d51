"""Indicators and findings of one scenario."""

from gis.evaluation.engine import evaluate
from gis.evaluation.result import Evaluation

__all__ = ["Evaluation", "evaluate"]
