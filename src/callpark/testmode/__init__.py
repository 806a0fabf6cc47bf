"""What `callpark demo` and `test-server` have and `callpark serve` never: faults, a journal, a clock, seeds."""
