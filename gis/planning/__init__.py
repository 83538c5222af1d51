"""Scenarios and who goes where."""
