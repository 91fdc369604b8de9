"""Laws: what holds for every input, tried with hypothesis."""
