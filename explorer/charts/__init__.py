"""The pictures, as Altair charts: data inside, French locale, sources written on them, no network."""
