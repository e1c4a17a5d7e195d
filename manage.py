#!/usr/bin/env python3
"""Django's door, and the door of a fresh machine: `python3 manage.py demo`, `python3 manage.py test`."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

if __name__ == "__main__":
    from config.bootstrap import main

    main(sys.argv)
