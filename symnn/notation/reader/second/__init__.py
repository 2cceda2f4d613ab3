"""The second reader: an independent reading of scalar mathematics, to catch misreadings."""
