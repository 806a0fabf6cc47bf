"""What an administrator can do: one function, one transaction each. Rights are decided in `access`."""
