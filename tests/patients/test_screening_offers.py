"""What the library offers after a screening."""

from patients.screening_offers import cards, offers, words_of
from patients.screening_state import ScreeningState
from routines.balls import Ball
from routines.limits import Caps
from routines.screening import RULES_BY_ID, all_no
from tests import factories


def state_after(world, **answers):
    said = {rule: {"yes": True} | answer for rule, answer in answers.items()}
    factories.make_screening(world.patient, by=world.practitioner, answers=all_no() | said)
    return ScreeningState.of(world.patient, world.clinic.today())


def test_limits_are_told_in_words():
    words = [str(word) for word in words_of(RULES_BY_ID["anticoag"].caps)]
    assert words == [
        "hold 30 s or less",
        "pressure 3 or less",
        "only hands, soft ball",
        "not face down",
    ]
    assert words_of(Caps()) == []


def test_both_sides_are_told_at_once_where_neither_goes(elm):
    state = state_after(elm, hernia={"side": "left"}, pregnant={})
    (offer,) = offers(state, elm.clinic)
    assert [(one.side, one.standing) for one in offer.sides] == [("both", "blocked")]
    assert [finding.rule.id for finding in offer.sides[0].reasons] == ["hernia", "pregnant"]


def test_a_reason_is_only_asked_for_where_it_opens_something(elm):
    state = state_after(elm, anticoag={}, pregnant={})
    found = {card.rule.id: card for card in cards(state, offers(state, elm.clinic))}
    assert not found["anticoag"].may_override
    state = state_after(elm, anticoag={})
    (card,) = cards(state, offers(state, elm.clinic))
    assert card.may_override
    assert card.opens == (elm.routine.current,)


def test_another_clinics_routines_and_archived_ones_are_not_offered(elm, oak):
    put_away = factories.make_routine(elm.clinic, "put-away")
    put_away.archived_at = elm.screening.made_at
    put_away.save()
    stretch = factories.make_routine(None, "stretch", belly=False, ball=Ball.NONE)
    offered = offers(state_after(elm), elm.clinic)
    assert {offer.version for offer in offered} == {elm.routine.current, stretch.current}
