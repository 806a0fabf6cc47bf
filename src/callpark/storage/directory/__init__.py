"""The directory around call parks: organizations, locations, people, workspaces, lines, hunt groups, numbers."""
