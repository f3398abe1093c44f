"""The views of the page, one module each: `show(warehouse, entrepot)` draws it."""
