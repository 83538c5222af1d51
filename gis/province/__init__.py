"""Many counties at once: each an independent task, on this computer or on a cluster; one table of results."""
