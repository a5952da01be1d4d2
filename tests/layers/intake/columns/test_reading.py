from layers.intake.columns.reading import BadValueError, ColumnRead, shown


def test_a_long_value_is_shown_by_its_beginning():
    assert shown("长" * 100) == "长" * 60
    assert shown(2.5) == "2.5"


def test_a_fault_names_its_cause():
    fault = BadValueError("value_too_large", maximum="9")
    assert (fault.code, fault.extra, str(fault)) == (
        "value_too_large",
        {"maximum": "9"},
        "value_too_large",
    )


def test_a_column_begins_without_faults():
    read = ColumnRead([None, None])
    assert (read.faults, read.notes) == ({}, [])
