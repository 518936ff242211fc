import pytest

from veille.lib.spreadsheets import as_csv, cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", " =1", "＝1"])
def test_cell_is_never_a_formula(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Énergie", "", "a=1", 12])
def test_cell_is_otherwise_the_text(value):
    assert cell(value) == str(value)


def test_file_opens_as_utf_8_in_a_spreadsheet():
    response = as_csv("noms", ["Nom", "N"], [["Élysée; Paris", 1], ['dit "x"', -2]])
    assert b"".join(response) == '\ufeffNom;N\r\n"Élysée; Paris";1\r\n"dit ""x""";\'-2\r\n'.encode()
