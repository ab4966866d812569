"""Decides: the chart language, the interpreter, the domain, the use cases and the ports. No HTTP, SDK or SQL."""
