"""What-if: edits as users write them, and what they change."""
