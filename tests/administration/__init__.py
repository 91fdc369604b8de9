"""Tests of the room ``administration``."""
