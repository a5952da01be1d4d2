"""What a file claims and holds, judged before a library makes it large.

Each module knows one format and raises `Refusal`; none of them builds what it judges.
"""
