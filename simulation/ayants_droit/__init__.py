"""The invented right-holders of the mines, their households and dwellings, and what every partner says of them."""
