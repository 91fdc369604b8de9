"""From what was given and opened to the lines of a claim, with JW, JZ and the arithmetic."""
