"""Questions about a chart: understood by words, answered by rules."""
