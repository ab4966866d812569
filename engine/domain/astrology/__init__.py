"""Vedic astrology as values: births, charts, periods, days, matches. Who computes them is behind a port."""
