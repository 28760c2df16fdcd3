"""What pages with runs share: the scheduler, the run that is followed, how it stands, its charts."""
