"""What `scripts/chaos` and `scripts/soak` are made of. Only Python's standard library is needed.

Read it in this order: `stage` (a folder, a Redis, processes), `jobs` and `producers` (what is enqueued), `workers` (who
runs it), `ledger` (what is written down), `places` (what Redis holds), `faults` (what goes wrong, and when), `verdict`
(what follows from it), `report`.
"""
