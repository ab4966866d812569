"""Orders and money: the rules by themselves, and everything around them on real databases."""
