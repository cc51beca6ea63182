"""Views of the council, by what people do."""
