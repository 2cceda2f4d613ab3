"""A folder of pages as a site: every page, what leads from one to the next, index and search."""
