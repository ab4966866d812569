"""From what is known of a birth to what a person reads."""
