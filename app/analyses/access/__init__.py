"""Access with competition, and how evenly it is spread."""
