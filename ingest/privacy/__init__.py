"""What may never be stored: personal identifiers, looked for in memory before anything is written."""
