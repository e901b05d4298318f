"""What the line did in a year, to be published: years, counts with the few kept back, their words, a page and a file."""
