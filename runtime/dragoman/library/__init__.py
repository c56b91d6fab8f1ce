"""The support library of generated code: hub types, context, filters, passes and validation.

Generated modules import from this package and from nothing else in the runtime.
"""
