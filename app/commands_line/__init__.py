"""Functions behind single commands; ``app.cli`` registers them."""
