"""An invented world on real territories, and the deliveries drawn from it in the producers' own formats."""
