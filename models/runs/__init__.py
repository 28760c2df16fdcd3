"""What a run tells and what it may be told."""
