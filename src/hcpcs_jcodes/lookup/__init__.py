"""From what people type to the code system or code that is meant."""
