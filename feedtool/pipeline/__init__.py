"""One build, step by step. `build` alone knows the order."""
