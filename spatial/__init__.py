"""The methods: pure functions of arrays and metric frames, usable in a notebook."""
