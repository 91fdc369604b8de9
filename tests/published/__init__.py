"""Published cases, each with its source."""
