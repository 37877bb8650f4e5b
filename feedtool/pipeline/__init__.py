"""A build, step by step. Only `build` knows the order of the steps."""
