"""OpenTelemetry: a span and metrics of each request, from what the observer records, by the GenAI conventions.

The libraries are an optional extra. Nothing here is imported unless a standard variable of OpenTelemetry names an
exporter.

Public: `setup`.
"""
