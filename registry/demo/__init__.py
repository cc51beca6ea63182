"""The demonstration: sourced facts as they are, invented workflow on invented units."""

# Every account of the demonstration has this password; a real installation refuses to start with one of them.
DEMO_PASSWORD = "dan-van-kheo-2026"  # noqa: S105 -- meant to be known
