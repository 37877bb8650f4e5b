"""Which article is this, under which id, and when was it published. Pure."""
