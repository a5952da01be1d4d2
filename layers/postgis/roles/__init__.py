"""Who may do what in the database: an owner, the application, readers, and QGIS.

The roles are declared in `declared`, their rights on tables in `rights`, which every migration
applies; `cluster_roles` makes them in the embedded cluster and `foreign` in a server of one's own.
"""

from layers.postgis.roles.declared import ADMINISTRATOR, APP, OWNER, QGIS, READER, ROLES, Role

__all__ = ["ADMINISTRATOR", "APP", "OWNER", "QGIS", "READER", "ROLES", "Role"]
