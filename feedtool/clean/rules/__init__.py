"""Boilerplate rules: how they are written, checked, packed and matched."""
