"""Backup and restore: database, files, and a manifest that proves they came back as they were.

A backup is a folder: database.dump (PostgreSQL's custom format), files.tar, manifest.json. It is taken from one
snapshot and stands under its name only when it is whole. A restore goes into an empty database and an empty folder, and
is done when every row and every file has the same hash as before.
"""
