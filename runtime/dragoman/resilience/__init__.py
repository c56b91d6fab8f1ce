"""What happens after a provider fails: which failures are temporary, how long to wait, and how often.

Nothing here sends anything. Time and chance are parameters, so that tests are fast and deterministic.

Public: `failures` (what failed), `waits.Waits` (when to send again), `states.ProviderStates` (breakers, budgets and
accounts), and `resets.reset_time`.
"""
