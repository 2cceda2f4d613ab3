"""Grammar: tokens to syntax trees."""
