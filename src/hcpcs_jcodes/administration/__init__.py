"""The rules that pair drugs with the codes for giving them, and how minutes count."""
