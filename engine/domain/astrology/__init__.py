"""Vedic astrology as values: births, charts, periods, days, matches. Who computes them is behind a port.

Each module names the source of its rules, or says that it is plain arithmetic.
"""
