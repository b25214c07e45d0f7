"""A base template of an organization's own: its styles and its letterhead, for Word documents.

`taking` checks what somebody uploads and keeps of it what is safe; `wearing` puts a letter's Word
parts into it. What is kept is a small archive of our own making, never the uploaded file.
"""
