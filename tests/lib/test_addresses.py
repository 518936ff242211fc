"""An address that was public is never lost: whatever changes its name, the former one leads to it in one hop."""

import pytest

from tests import factories as make
from veille.sources.models import Organisation, OrganisationRedirect


def _organisation(name):
    row = make.organisation(name)
    make.edition(sources=[make.source(organisation=row)])
    return row


def _listed(one, **named):
    def made(name):
        row = one(name)
        make.edition(**{field: [row] for field in named})
        return row

    return made


KINDS = {
    "/themes/": (_listed(make.tag, tags=True), ["", "flux.xml"]),
    "/auteurs/": (_listed(make.author, authors=True), ["", "flux.xml"]),
    "/organisations/": (_organisation, [""]),
    "/sommets/": (make.event, [""]),
}


@pytest.fixture(params=KINDS)
def kind(request, db):
    """(what its addresses begin with, how to make one that readers see, how its addresses end)."""
    make.identity()
    return request.param, *KINDS[request.param]


def renamed(row, *slugs):
    for slug in slugs:
        row.slug = slug
        row.save()


def test_each_former_address_leads_to_the_present_one_in_one_hop(client, kind):
    begin, shown, ends = kind
    renamed(shown("Un"), "deux", "trois")
    for end in ends:
        hops = [client.get(f"{begin}{slug}/{end}") for slug in ("un", "deux")]
        assert [(hop.status_code, hop.url) for hop in hops] == [(301, f"{begin}trois/{end}")] * 2
        assert client.get(f"{begin}trois/{end}").status_code == 200
        assert client.get(f"{begin}jamais/{end}").status_code == 404


def test_address_taken_back_is_an_address_again(client, kind):
    begin, shown, _ends = kind
    renamed(shown("Un"), "deux", "un")
    assert client.get(f"{begin}un/").status_code == 200
    assert client.get(f"{begin}deux/").url == f"{begin}un/"


def test_row_of_that_name_today_goes_before_the_one_that_had_it(client, kind):
    begin, shown, _ends = kind
    renamed(shown("Un"), "deux")
    again = shown("Autre")
    renamed(again, "un")
    assert client.get(f"{begin}un/").status_code == 200
    renamed(again, "trois")
    assert client.get(f"{begin}un/").url == f"{begin}trois/"


def test_former_address_of_what_readers_do_not_see_is_not_found(client, db):
    make.identity()
    renamed(make.tag("Un"), "deux")
    renamed(make.event("Un", published=False), "deux")
    assert [client.get(address).status_code for address in ("/themes/un/", "/sommets/un/")] == [404, 404]


def test_saving_without_a_change_of_name_keeps_nothing(db):
    row = make.organisation("Agence")
    row.name = "Agences"
    row.save()
    assert not OrganisationRedirect.objects.exists()


def test_former_addresses_go_with_their_row(db):
    row = make.organisation("Agence")
    renamed(row, "autre")
    assert str(row.former_slugs.get()) == "agence"
    row.delete()
    assert (Organisation.objects.count(), OrganisationRedirect.objects.count()) == (0, 0)
