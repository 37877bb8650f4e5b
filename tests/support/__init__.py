"""Shared test code: sites, texts, processes, real programs and long-running tests."""
