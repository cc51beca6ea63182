"""Messages: the inbox of each person, and the mail that goes out."""
