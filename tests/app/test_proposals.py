"""The card of a proposal: what is asked, what is found, and why."""

from collections.abc import Callable

import pytest
from miniature import miniature_plan, with_school
from PySide6.QtWidgets import QLabel

from app.main_window import MainWindow
from app.models.proposal_words import found_words, free_name
from app.panels.proposal import ProposalPanel
from gis.layout import LayoutStatus, Scenario
from gis.model import Plan
from gis.proposals.options import Extension, ProposalOptions

Settle = Callable[[], None]


@pytest.fixture
def plan() -> Plan:
    """The county, with room at s1 for the 20 pupils of 西村教学点."""
    return with_school(miniature_plan(scenarios=[Scenario("调整")]), "s1", approved_places=300.0)


@pytest.fixture
def panel(opened: MainWindow) -> ProposalPanel:
    opened.actions_by_name["propose"].trigger()
    assert opened.cards.currentWidget() is opened.proposal
    return opened.proposal


def test_the_threshold_is_the_users_and_conflicts_are_named(panel: ProposalPanel, settle: Settle) -> None:
    panel.start.click()
    assert not panel.start.isEnabled()
    settle()
    assert "没有说明哪些学校可以考虑撤并" in panel._told.text()
    assert panel.start.isEnabled()
    assert panel.open.isHidden()
    # with one, and a school to be merged for which no transport may be provided: what is in conflict is named
    panel.form.below.setValue(50)
    panel.form.close_at_least.setValue(1)
    panel.form.widened["room_and_way"].setChecked(True)
    panel.start.click()
    settle()
    assert "没有人因此超时或走不了" in panel._told.text()
    assert "允许提供校车" in panel._told.text()
    assert panel.open.isHidden()


def test_a_proposal_opens_as_a_scenario(opened: MainWindow, panel: ProposalPanel, settle: Settle) -> None:
    panel.form.below.setValue(50)
    panel.form.close_at_least.setValue(1)
    panel.form.widened["room_and_way"].setChecked(True)
    panel.form.bus.setChecked(True)  # 北沟's children walk too far already
    panel.start.click()
    settle()
    assert panel._told.text() == "在所填条件下，“换校学生”已证明不能再小。"
    # 西村教学点's 20 pupils move
    assert ("换校学生", "0 → 20 人") in [(line.label, line.value) for line in panel._measures.lines]
    assert "最优" not in panel._told.text() + panel._notes.text()
    document = opened.document
    panel.open.click()
    settle()
    assert document.active == "测算方案"
    assert document.scenario.decision("p3").status is LayoutStatus.MERGE
    assert document.consequence.evaluation.headline["affected_pupils"].after == 20
    document.undo_stack.undo()
    settle()
    assert "测算方案" not in document.plan.scenarios
    panel.why.click()
    settle()
    panel.others.click()
    settle()
    (nothing,) = panel.alternatives.entries
    assert nothing.findChildren(QLabel)[0].text() == "没有找到差不多好、而决定不同的做法。"
    first = panel.schools.topLevelItem(0)
    reasons = [first.child(row).text(0) for row in range(first.childCount())]
    assert (first.text(0), reasons[0]) == ("西村教学点：撤销并入", "去 甲镇中心小学 20 人")
    assert "至少撤并的所数" in "".join(reasons) + panel._binding.text()


def test_further_conditions_are_folded_away_and_asked_for(panel: ProposalPanel) -> None:
    more = panel.form.conditions
    first = panel._document.plan.meta.school_year
    assert more.works.isHidden() or not more.works.isVisibleTo(panel)
    usual = panel.form.options()
    assert (usual.most_receivers, usual.connected, usual.phases) == (3, None, ())
    assert usual == ProposalOptions(usual.objective, time_limit_s=usual.time_limit_s)  # as the core has them
    more.more.click()
    assert more.works.isVisibleTo(panel)
    more.one_off.setValue(12.5)
    more.yearly.setValue(-3.0)
    more.new_beds.setValue(20)
    more.most_receivers.setValue(0)
    more.connected.setChecked(False)
    more.phases.setValue(3)
    assert not more.works.add.isEnabled()
    more.works.school.setCurrentIndex(more.works.school.findData("s1"))
    more.works.places.setValue(90)
    more.works.cost.setValue(50.0)
    more.works.add.click()
    asked = panel.form.options()
    assert (asked.most_one_off_yuan, asked.most_yearly_yuan, asked.new_beds_each) == (125_000, -30_000, 20)
    assert (asked.most_receivers, asked.connected) == (None, False)
    assert asked.phases == (first, first + 1, first + 2)
    assert asked.extensions == (Extension("s1", 0, 90, 500_000.0),)
    (entry,) = more.works.listed.entries
    entry.buttons[0].click()
    assert panel.form.options().extensions == ()


def test_words_of_a_search_under_way() -> None:
    infinity = float("inf")
    assert found_words("moved", infinity, -infinity) == "还没有找到可行的安排。"
    assert found_words("moved", 97.0, -infinity) == "已找到：换校学生 97；还不知道离最好有多远。"
    assert found_words("moved", 100.0, 98.0) == "已找到：换校学生 100；离理论最好至多差 2.0 %（约 2）。"
    assert free_name("测算方案", ["测算方案", "测算方案 2"]) == "测算方案 3"
