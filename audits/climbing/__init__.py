"""Safety alerts and challenges: what climbs rung by rung."""
