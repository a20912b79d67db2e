"""The warehouse programs that Mostik can join with a shop."""
