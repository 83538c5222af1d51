"""The map: a page made once, a bridge to it, and the widget that shows it."""
