"""Rules of a province as data with a source. Read them with `policy_of(province).<parameter>`.

parameters/ declares them, packs/ holds their starting values, reader.py gives what holds where and when, install.py
puts a pack into the database, services.py changes a value by two people, workdays.py counts official working days.
"""

from tenancy.policy.reader import Policy, Rule, policy_of

__all__ = ["Policy", "Rule", "policy_of"]
