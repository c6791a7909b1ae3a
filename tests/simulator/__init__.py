"""Workstations, disks and one shared folder in a world where everything goes wrong, alike for each seed."""
