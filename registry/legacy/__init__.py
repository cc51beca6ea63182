"""What comes from before the registry: lists taken over, papers typed in, models recorded twice."""
