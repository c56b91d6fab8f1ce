"""Requests about the server itself: availability, status, reload, circuit breakers."""
