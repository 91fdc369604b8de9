"""From a chart to a claim."""
