"""Forms made from the schema: every field of every kind of record, by keyboard alone or by mouse alone."""
