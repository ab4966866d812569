"""Money: what was asked for, what came, what may be used, and the rules that no edit of a flow can change."""
