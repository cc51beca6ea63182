"""The registry of Dân vận khéo models: from registration to proven replication."""
