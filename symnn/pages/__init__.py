"""Pages that read like a textbook: prose, derivations and claims in order, all of them verified."""
