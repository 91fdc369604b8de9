"""Tests of the room ``encounters``."""
