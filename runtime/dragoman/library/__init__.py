"""The support library of generated code: hub types, context, filters, passes and validation.

Generated modules import from this package and from nothing else in the runtime.

Public: `hub` (the types), `context.Context`, `names` (ids of answers and calls), `errors` (the exceptions),
`api_errors` (errors of a protocol), `streams` (readers and writers), `layout.Layout` (positions of texts), `passes`,
`reasoning`, and `refusals` (parameters that a provider rejects). Generated code uses the others.
"""
