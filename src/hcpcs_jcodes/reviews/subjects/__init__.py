"""The rules of a review, each module a subject, with the tuple of its rules at the end."""
