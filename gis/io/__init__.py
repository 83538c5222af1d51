"""Reading what a bureau has, and keeping a plan."""
