"""What a scenario does to children and schools."""
