"""What a site remembers between builds. The only package that uses SQL."""
