"""The admin pages: what an administrator who does not write code sees and does, over `provisioning`."""
