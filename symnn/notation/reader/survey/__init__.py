"""Survey: what the letters of a document are for, before any formula has a meaning."""
