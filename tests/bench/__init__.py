"""How fast, as ratios in one run. Nothing here is a test: figures are printed, not asserted."""
