"""From a dose to billing units, and from one billing unit to another."""
