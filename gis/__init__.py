"""校图's analysis: from raw files to indicators and printed plans, without any window."""
