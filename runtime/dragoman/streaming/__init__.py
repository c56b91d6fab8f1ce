"""Streamed responses: server-sent events, the order of content blocks, and translation between protocols.

Public names: `translation.Translation` (a stream between two protocols), `relay.Relay` (a stream within one protocol),
`framing` (parsers from bytes to events), `blocks.Blocks` (orders the pieces of an answer), `answers.settle` and
`answers.Collector` (complete answers), `relay.result_blocks.ResultBlocks` (usage and finish reason only), `estimate`
(token estimates).
"""
