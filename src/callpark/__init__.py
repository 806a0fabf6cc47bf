"""callpark: a self-hosted Call Park service, wire-compatible with Webex Calling's admin API."""

__version__ = "0.1.0"
