"""Programs that are started by their path, alone: they import nothing of Mingle, and nothing imports them."""
