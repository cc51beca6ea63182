"""What every subject stands on: database, transactions, permissions, errors, time, references."""
