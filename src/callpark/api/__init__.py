"""The Webex-compatible HTTP API: translates between the wire and provisioning, and decides nothing."""
