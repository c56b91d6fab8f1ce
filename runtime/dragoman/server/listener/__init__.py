"""The client side of the network: HTTP/1 connections and the server that accepts them."""
