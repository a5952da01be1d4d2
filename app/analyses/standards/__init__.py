"""What standards and plans ask, beside what is there."""
