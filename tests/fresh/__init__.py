"""The first commands of the README on a machine that never saw the project: `make fresh`.

Builds roots of Debian with nothing but make, git and python3, and runs in each what a newcomer
types. The standard library suffices, so that it runs before anything is installed.
"""
