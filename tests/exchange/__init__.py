"""What leaves and what comes in, over real folders."""
