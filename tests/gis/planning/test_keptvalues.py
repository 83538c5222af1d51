"""What is kept for the session: how much of it, and what goes first."""

from gis.planning.kept import Recent


def kept(recent, keys):
    return {key: recent.get(key) for key in keys if recent.get(key) is not None}


def test_the_oldest_goes_when_the_sizes_are_beyond_the_most_and_not_at_it():
    recent = Recent(5, len)
    assert recent.keep("a", "xx") == "xx"
    recent.keep("b", "yyy")
    assert kept(recent, "ab") == {"a": "xx", "b": "yyy"}, "2 + 3 are the most"
    recent.keep("c", "z")
    assert kept(recent, "abc") == {"b": "yyy", "c": "z"}


def test_what_was_asked_for_last_stays():
    recent = Recent(2, lambda one: 1.0)
    recent.keep("a", 1)
    recent.keep("b", 2)
    assert recent.get("a") == 1
    recent.keep("c", 3)
    assert kept(recent, "abc") == {"a": 1, "c": 3}


def test_the_last_one_is_kept_whatever_its_size():
    recent = Recent(1, len)
    recent.keep("a", "x")
    recent.keep("b", "yyyy")
    assert kept(recent, "ab") == {"b": "yyyy"}
    recent.keep("c", "zzzzz")
    assert kept(recent, "abc") == {"c": "zzzzz"}


def test_what_is_not_kept_is_none_and_nothing_is_after_clearing():
    recent = Recent(9, len)
    assert recent.get("a") is None
    recent.keep("a", "x")
    recent.keep("a", "xx")
    assert recent.get("a") == "xx"
    recent.clear()
    assert recent.get("a") is None
