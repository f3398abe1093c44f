"""The Streamlit page and its parts. It reads the marts of one DuckDB file and imports no other room."""
