"""What leaves this workstation and what comes in."""
