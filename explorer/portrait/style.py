"""The look of a sheet, on the screen and on A4 paper."""

STYLE = """
@page { size: A4 portrait; margin: 9mm 10mm; }
.fiche { max-width: 1080px; margin: 0 auto; color: #22303c; background: #fff;
    font: 13px/1.3 "Source Sans", "Source Sans Pro", "Segoe UI", Arial, "Liberation Sans", sans-serif; }
.fiche h1, .fiche h2 { margin: 0; padding: 0; font-size: 1.9em; line-height: 1.15; color: #0b3c6f; }
.fiche p { margin: 0; font-size: inherit; }
.fiche .qui { margin: 2px 0 6px; color: #44525f; font-size: 1.1em; }
.fiche .demonstration { margin: 0 0 6px; padding: 3px 8px; border: 2px solid #b2182b; color: #8c1222;
    font-size: 1.25em; font-weight: 700; }
.fiche .absent { margin: 8px 0; font-weight: 600; }
.fiche table { width: 100%; margin: 0 0 6px; border-collapse: collapse; table-layout: fixed; font-size: 1em; }
.fiche caption { caption-side: top; padding: 2px 0; text-align: left; color: #0b3c6f; font-size: 1.15em;
    font-weight: 700; }
.fiche th, .fiche td { padding: 1px 3px; border: 0; border-bottom: 1px solid #d5dbe0; text-align: right;
    vertical-align: baseline; font-weight: 400; color: inherit; }
.fiche thead th { border-bottom: 1px solid #566573; vertical-align: bottom; color: #44525f; font-size: 0.92em;
    font-weight: 600; }
.fiche th.indicateur, .fiche tbody th { padding-left: 0; text-align: left; }
.fiche col.valeur { width: 14%; }
.fiche col.millésime { width: 8.5%; }
.fiche col.évolution { width: 15.5%; }
.fiche col.rang { width: 7.5%; }
.fiche col.écart { width: 7.2%; }
.fiche .court { white-space: nowrap; }
.fiche strong { font-weight: 700; }
.fiche small { color: #44525f; font-size: 0.9em; }
.fiche sup { font-size: 0.75em; line-height: 0; }
.fiche abbr { text-decoration: none; }
.fiche footer { color: #44525f; font-size: 0.9em; }
.fiche footer p { margin: 0 0 1px; }
@media screen {
    .fiche { overflow-x: auto; }
    .fiche table { min-width: 680px; }
}
@media print {
    body { margin: 0; }
    .fiche { max-width: none; font-size: 10px; line-height: 1.22;
        -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    .fiche tr { break-inside: avoid; }
}
"""

PRINTED = """
@media print {
    section[data-testid="stSidebar"], header, [data-testid="stHeader"], [data-testid="stToolbar"],
    [data-testid="stStatusWidget"], [data-testid="stExpander"],
    [data-testid="stElementContainer"]:not(:has(.fiche)) { display: none !important; }
    html, body, #root, .stApp, .stApp div, .stApp section {
        position: static !important; height: auto !important; min-height: 0 !important; max-height: none !important;
        overflow: visible !important; }
    [data-testid="stMainBlockContainer"], [data-testid="stVerticalBlock"] {
        padding: 0 !important; gap: 0 !important; max-width: none !important; }
}
"""
"""What a print of the whole page leaves out: everything but the sheet."""
