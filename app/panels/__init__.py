"""One panel each; none decides anything, all follow the document and the selection."""
