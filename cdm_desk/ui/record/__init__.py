"""The record of a title as a form: its fields, copies, cover, spine label, past, and what is edited twice."""
