"""Products given and opened, containers, and which of them cover a dose."""
