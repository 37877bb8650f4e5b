"""Lines that name the author or the date of an article."""
