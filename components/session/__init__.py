"""What a browser session holds: a page's settings, who the visitor is, their files."""
