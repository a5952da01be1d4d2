from app.analyses.columns.parks import park_class_columns


def test_each_class_has_its_number_people_and_land():
    found = park_class_columns()
    assert len(found) == 27
    assert found["class2_population"].title == ("第2级公园覆盖人口", "Population covered, class 2")
    assert found["class2_residential_m2"].unit == "m2"
