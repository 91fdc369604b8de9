"""What a payer asks for: policies, and CMS's edits, limits and status indicators."""
