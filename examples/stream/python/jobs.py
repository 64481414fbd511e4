#!/usr/bin/env python3
"""Jobs of the classes Thumbnail and Nothing, by a child that lives on: see ../handlers.yml."""

import lifeboat

SIZES = {"small": 160, "medium": 320}


def thumbnail(name, size):
    if size not in SIZES:
        raise ValueError(f"unknown size {size!r}; expected one of: {', '.join(SIZES)}")
    print(f"thumbnail {name} {SIZES[size]}")


lifeboat.run({"Thumbnail": thumbnail, "Nothing": lambda *arguments: None})
