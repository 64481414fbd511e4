"""What scripts/bench measures, one module a topic, and what they share."""
