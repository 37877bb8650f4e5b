"""Looking at a site on this machine."""
