"""Dialogs; each is opened by its classmethod ``ask``."""
