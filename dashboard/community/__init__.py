"""The community: calls, contributors, contributions, lineage, licences and clearance."""
