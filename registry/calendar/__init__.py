"""Which days are worked: weekends, public holidays, days worked instead."""
