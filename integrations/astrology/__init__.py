"""Charts, days and matches computed in this process: astronomy-engine below, the rules of Jyotish above it."""
