"""Programs that open one file each, in a process of their own; `registry.evidence.child` runs them."""
