"""Tests of the room ``vials``."""
