"""Which article a text is, under which ids, and when it was published. Pure."""
