"""Tests of the room ``ndc``."""
