"""Table models over frames."""
