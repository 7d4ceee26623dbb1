"""Somebody to ask as."""

from typing import Any

GUEST: dict[str, Any] = {"name": "Mara", "gender": "woman", "birthdate": "1990-04-01"}
