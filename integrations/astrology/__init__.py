"""Charts, days and matches computed in this process: astronomy-engine below, the rules of Jyotish above it.

Each module names the source of its rules, or says that it is plain arithmetic.
"""
