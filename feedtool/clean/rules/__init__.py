"""Boilerplate rules: reading, checking, packing and matching."""
