"""PostgreSQL, embedded or yours: SQL lives here and nowhere else.

Every table is keyed by organization first; ids are made by the program; uniqueness belongs to named constraints, which
`callpark.storage.constraints` turns into refusals.
"""
