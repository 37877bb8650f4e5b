"""Makes `python -m feedtool` equivalent to the command `feedtool`."""

from feedtool.cli import main

if __name__ == "__main__":
    main()
