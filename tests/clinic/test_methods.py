"""What no page of ours ever sends is refused before anybody is looked up."""

import pytest


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "ANYTHING"])
def test_other_methods_are_refused_everywhere_alike(client, db, method):
    client.raise_request_exception = False
    answers = {
        (response.status_code, response["Allow"], response.content)
        for url in ("/", "/c/elm/", "/c/nowhere/", "/accounts/login/", "/nothing/")
        for response in [client.generic(method, url)]
    }
    assert answers == {(405, "GET, HEAD, POST", b"")}


def test_no_query_is_made_for_them(client, django_assert_num_queries, elm):
    client.force_login(elm.owner)
    with django_assert_num_queries(0):
        client.generic("DELETE", f"/c/elm/patients/{elm.patient.pk}/")
