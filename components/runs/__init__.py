"""What pages with runs share: the office, the run that is followed, how it stands, its charts."""
