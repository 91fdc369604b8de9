"""What a code means: versions, the ledger, names, periods, code sets, changes, search."""
