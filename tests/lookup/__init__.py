"""Tests of the room ``lookup``."""
