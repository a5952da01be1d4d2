"""Who the children run as, and what they can reach.

Begin with `account.service_user` and `enclosure.enclosure`.
"""
