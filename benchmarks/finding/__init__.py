"""Search measured beside other engines: same documents, same questions, one run."""
