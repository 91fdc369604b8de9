"""From what the nurse charts to the lines for giving the drugs of a visit."""
