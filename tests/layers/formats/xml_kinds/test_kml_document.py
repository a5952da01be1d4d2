"""KML documents: valid by the elements of OGC 07-147r2 that are used, with types and ids."""

import datetime as dt

import pandas as pd
import pytest
import shapely
from lxml import etree

from layers.formats import read, write
from tests.builders.frames import lonlat_frame

# The content models of the OGC schema (ogckml22.xsd) for what is written here: order, types, ids.
SCHEMA = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="http://www.opengis.net/kml/2.2"
  targetNamespace="http://www.opengis.net/kml/2.2" elementFormDefault="qualified">
<xs:element name="kml"><xs:complexType><xs:sequence>
  <xs:element name="Document"><xs:complexType><xs:sequence>
    <xs:element name="name" type="xs:string" minOccurs="0"/>
    <xs:element ref="ExtendedData" minOccurs="0"/>
    <xs:element name="Schema" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:element name="SimpleField" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
        <xs:sequence><xs:element name="displayName" type="xs:string" minOccurs="0"/></xs:sequence>
        <xs:attribute name="type" type="xs:string"/><xs:attribute name="name" type="xs:string"/>
      </xs:complexType></xs:element></xs:sequence>
      <xs:attribute name="name" type="xs:string"/><xs:attribute name="id" type="xs:ID"/>
    </xs:complexType></xs:element>
    <xs:element name="Placemark" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:element name="name" type="xs:string" minOccurs="0"/>
      <xs:element ref="ExtendedData" minOccurs="0"/>
      <xs:group ref="shape" minOccurs="0"/>
    </xs:sequence><xs:attribute name="id" type="xs:ID"/></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="ExtendedData"><xs:complexType><xs:sequence>
  <xs:element name="Data" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
    <xs:element name="value" type="xs:string"/></xs:sequence>
    <xs:attribute name="name" type="xs:string"/></xs:complexType></xs:element>
  <xs:element name="SchemaData" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
    <xs:element name="SimpleData" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
      <xs:simpleContent><xs:extension base="xs:string">
        <xs:attribute name="name" type="xs:string" use="required"/></xs:extension>
      </xs:simpleContent></xs:complexType></xs:element></xs:sequence>
    <xs:attribute name="schemaUrl" type="xs:anyURI"/></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>
<xs:complexType name="line"><xs:sequence>
  <xs:element name="coordinates" minOccurs="0"><xs:simpleType>
    <xs:list itemType="xs:string"/></xs:simpleType></xs:element></xs:sequence></xs:complexType>
<xs:complexType name="ring"><xs:sequence>
  <xs:element name="LinearRing" type="line"/></xs:sequence></xs:complexType>
<xs:group name="shape"><xs:choice>
  <xs:element name="Point" type="line"/><xs:element name="LineString" type="line"/>
  <xs:element name="Polygon"><xs:complexType><xs:sequence>
    <xs:element name="outerBoundaryIs" type="ring" minOccurs="0"/>
    <xs:element name="innerBoundaryIs" type="ring" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="MultiGeometry"><xs:complexType><xs:sequence>
    <xs:group ref="shape" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:choice></xs:group>
</xs:schema>
"""
HOLE = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
SHAPES = [shapely.Point(1, 2), shapely.MultiPolygon([HOLE, shapely.box(5, 5, 6, 6)]), None]


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "1层 <b>.kml"
    frame = lonlat_frame(
        SHAPES,
        name=["-1层", None, "<b>&amp;]]>"],
        floors=pd.Series([3, None, -(2**31) + 1], dtype="Int64"),
        parcel=pd.Series([110101001001000123, None, 1], dtype=object),
        share=[1 / 3, None, 1e-9],
        is_open=pd.Series([True, False, None], dtype="boolean"),
        begin=[dt.date(1898, 5, 1), None, dt.date(2026, 2, 28)],
        description=["a\rb\nc", "\ufffe", None],
    )
    frame.index = pd.Index([7, 8, 11], name="id")
    write(frame, path)
    return path


def test_it_is_valid_with_ids_that_differ_and_start_with_a_letter(written):
    """Ids that are none: `id="1"` is no xs:ID, since it starts with a digit."""
    document = etree.parse(written)
    schema = etree.XMLSchema(etree.fromstring(SCHEMA))
    schema.assertValid(document)
    places = document.iterfind(".//{*}Placemark")
    assert [place.get("id") for place in places] == ["f7", "f8", "f11"]


def test_fields_have_the_types_of_their_values(written):
    fields = etree.parse(written).iterfind(".//{*}SimpleField")
    assert {field.findtext("{*}displayName"): field.get("type") for field in fields} == {
        "floors": "int",
        "parcel": "string",
        "share": "double",
        "is_open": "bool",
        "begin": "string",
        "description": "string",
    }


def test_every_value_comes_back_but_what_xml_cannot_hold(written):
    back = read(written).frame
    assert back["name"].tolist()[::2] == ["-1层", "<b>&amp;]]>"]
    assert back["floors"].tolist()[::2] == [3, -(2**31) + 1]
    assert back["parcel"].tolist()[0] == 110101001001000123
    assert back["share"].tolist()[::2] == [1 / 3, 1e-9]
    assert back["is_open"].tolist() == [True, False, None]
    assert back["begin"].tolist() == [dt.date(1898, 5, 1), None, dt.date(2026, 2, 28)]
    assert back["description"].tolist()[0] == "a\rb\nc"
    assert back["id"].tolist() == [7, 8, 11]
    assert back.geometry[1].equals(SHAPES[1])
