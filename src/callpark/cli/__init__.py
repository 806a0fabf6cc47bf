"""The callpark command: translates between the shell and provisioning, and decides nothing."""
