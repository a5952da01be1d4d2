from layers.postgis.roles import ADMINISTRATOR, OWNER, QGIS, READER, ROLES


def test_every_role_has_a_name_of_its_own_and_a_purpose_in_both_languages() -> None:
    names = {role.name for role in ROLES.values()} | {ADMINISTRATOR}
    assert len(names) == len(ROLES) + 1
    assert all(role.about.zh and role.about.en for role in ROLES.values())
    assert [role.key for role in ROLES.values()] == list(ROLES)


def test_nobody_but_the_owner_may_wait_or_work_without_end() -> None:
    for role in ROLES.values():
        limits = {"lock_timeout", "idle_in_transaction_session_timeout"}
        limits |= set() if role is OWNER else {"statement_timeout"}
        assert limits <= set(role.settings), role.name


def test_readers_and_qgis_cannot_take_every_connection() -> None:
    """The server has 80: the service needs about 40 of them."""
    assert READER.connections + QGIS.connections == 30
