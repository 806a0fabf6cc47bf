"""Import and export of call parks: files that say what there is to be, and what it takes to make it so."""
