"""What a call park is and how a parked call behaves: rules only, no I/O."""
