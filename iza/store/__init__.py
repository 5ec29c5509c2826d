"""The only door to the working tree: settings, YAML in and out, schemas, locks, save and commit."""
