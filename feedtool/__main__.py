"""Lets `python -m feedtool` do what the command `feedtool` does."""

from feedtool.cli import main

if __name__ == "__main__":
    main()
