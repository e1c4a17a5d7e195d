"""办事指南 (U01): one file per service, its elements as data."""

from config.guides.elements import Guide

GUIDES: dict[str, Guide] = {}
