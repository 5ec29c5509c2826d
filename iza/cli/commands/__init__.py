"""One module for each noun of the command line; ``iza.cli.command_table`` names them, and they load when called."""
