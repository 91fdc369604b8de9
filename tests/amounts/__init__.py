"""Tests of the room ``amounts``."""
