"""Configuration: `file` parses dragoman.yaml into `settings.Settings`, `profiles` are configured providers, `sides` a
provider in one protocol, `routing` chooses the profile and the model of a request."""
