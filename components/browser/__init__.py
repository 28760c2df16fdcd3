"""What has JavaScript of its own."""
