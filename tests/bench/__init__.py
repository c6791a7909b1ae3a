"""Times, each as a ratio or against its bar."""
