"""The people who work at schools: posts that pupils and classes call for."""
