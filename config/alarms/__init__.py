"""What the people on duty must know within a minute: the worker looks twice a minute and tells each thing once a day.

`checks` says what is wrong, `counts` what people met in the last minutes, `telling` who hears of it, `figures` the
same for machines (/metrics).
"""
