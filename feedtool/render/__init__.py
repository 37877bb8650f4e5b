"""Renders articles as feeds and pages. Pure: the same input always gives the same bytes."""
