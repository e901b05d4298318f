"""The data desk: questions about services that answer themselves with a list, a map or a file; the others, tracked until they are
answered; and the library of what was answered."""
