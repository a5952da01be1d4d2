"""What pages are made of: forms, layouts, drawn maps, translations.

Begin with `drawing.draw` and `forms`.
"""
