"""Cases: one recorded exchange as a file without secrets, which can be replayed without a network.

Public: `case.Case`, `redaction.Redaction`, and `report.facts` and `as_markdown` for bug reports.
"""
