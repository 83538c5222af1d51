"""Vector files as they come from a desk: recognised by content, put right in a copy, read by layer."""
