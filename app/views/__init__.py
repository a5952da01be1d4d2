"""Flask blueprints: thin views, one file per door."""
