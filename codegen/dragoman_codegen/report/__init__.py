"""Pages generated from plans and from the runtime.

Public: `losses.losses_page`, `catalogue.library_page`, `configuration.configuration_page`,
`provider_table.readme_tables`, `provider_pages.provider_pages`, `notation.notation_page`, `errors.errors_page`.
"""
