"""How names and extensions are compared: one folding, done here when they are written, not by a locale."""

import unicodedata


def trimmed(name: str) -> str:
    """A name as it is stored: without blanks around it, in Unicode NFC."""
    return unicodedata.normalize("NFC", name.strip())


def folded(text: str) -> str:
    """The key by which names are searched and sorted: no case, no combining marks, control characters as blanks."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    plain = unicodedata.normalize("NFKD", plain.casefold())
    return "".join(" " if unicodedata.category(c) == "Cc" else c for c in plain if not unicodedata.combining(c))


def extension_key(extension: str) -> str:
    """Sorts extensions as numbers, so 900 comes before 1000, and equal numbers by their text."""
    return extension.lstrip("0").zfill(10) + extension
