"""The page: `streamlit run explore.py`, or `streamlit run explore.py -- --entrepot FICHIER`."""

import os
import sys
from pathlib import Path

from explorer import page
from explorer.settings import warehouse_path

page.show(warehouse_path(sys.argv[1:], os.environ, beside=Path(__file__).resolve().parent))
