"""Real listings through the house: taken in by a city's officer, looked at again, found, accepted in part, reported.

Nothing of a listing is told but counts and rules, so that the account may be published.
"""
