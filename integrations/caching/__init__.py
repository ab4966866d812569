"""Caches before slow questions that are asked again: days, transits, places. Losing one costs time and nothing else."""
