"""`python -m server.cli`: the command line."""

from server.cli import main

if __name__ == "__main__":
    main(prog_name="boloastro")
