"""Tests of the embedded engines, through real processes."""
