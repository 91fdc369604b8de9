"""What became of a code and of its units from one date of service to another."""
