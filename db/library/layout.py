"""What lies in a plan's folder, which is named by the plan's slug."""

STORE = "plan.db"
INDEX = "index"
"""A folder beside the store, derived from it."""
