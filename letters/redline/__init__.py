"""Two letters as one Word document with tracked changes.

Both are written as Word parts by the usual rendering; what differs between the parts is marked.
Taking all changes gives the later letter, refusing them the earlier one.
"""
