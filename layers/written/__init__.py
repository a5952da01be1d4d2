"""What people write in a cell, and all that it can mean: text, numbers, dates, angles, places.

Begin with `numbers.readings` and `dates.readings`: they return every reading of one cell. Which
reading holds is decided over a whole column (`numbers.decide`, `dates.decide`), and where nothing
decides, by the user. Nothing here knows layers, files or areas.
"""
