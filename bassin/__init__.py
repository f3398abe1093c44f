"""The command line: composes loading, dbt and publishing; knows no statistics."""
