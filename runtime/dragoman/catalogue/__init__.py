"""Facts about models: limits, modalities, prices and end dates, by provider and model.

The facts are those of specs/models, or of a newer catalogue that the user imports. They are data only: addresses,
headers and credentials come from the provider's spec.

Public: `records` (the facts of a model), `ends` (models that have ended), `imported` (the user's catalogue), `snapshot`
and `runtime_form.for_runtime` (catalogues as files).
"""
