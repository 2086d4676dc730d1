"""The five-year plans by their short names, with their years."""

FIVE_YEAR_PLANS = {
    f"十{number}五": (first, first + 4)
    for number, first in zip("一二三四五六", range(2006, 2036, 5), strict=True)
}
"""“十五五” → 2026, 2030: its first year and its last."""
