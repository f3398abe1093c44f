"""The sheet of a territory; `bassin portrait` writes it too: Streamlit is not needed here."""
