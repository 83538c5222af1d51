"""校图's window and command line."""
