"""Reading a Word draft: package, styles, inline content, lines, and the shape of a letter.

Each module knows one layer of the format; `letters.read_docx` puts them together. Pure: no Django.
"""
