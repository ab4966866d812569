"""The values everything else speaks of. Frozen, JSON-shaped where they are stored, without behaviour of the outside."""
