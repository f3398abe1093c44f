"""Statistics as pure functions: a data frame in, a data frame out, no input or output, no dbt."""
