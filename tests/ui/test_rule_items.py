import pytest

from cdm_desk.domain.queue import DEFAULT_RULE, RULE_LIMITS
from cdm_desk.office import Office
from cdm_desk.ui.dialogs.settings import Item
from cdm_desk.ui.rule_items import rule_group


def item(office: Office, name: str) -> Item:
    return next(each for each in rule_group(office.queue).items if each.name == f"rule_{name}")


def test_every_number_of_the_rule_is_a_setting_of_the_house(office: Office) -> None:
    assert [each.name for each in rule_group(office.queue).items] == [f"rule_{name}" for name in RULE_LIMITS]


@pytest.mark.parametrize("name", RULE_LIMITS)
def test_what_is_chosen_is_in_force_and_its_default_puts_it_back(office: Office, name: str) -> None:
    setting = item(office, name)
    assert setting.options is not None
    chosen = setting.options()[-1][0]
    setting.write(chosen)
    assert setting.read() == chosen == str(getattr(office.queue.rule(), name))
    setting.write(setting.default)
    assert office.queue.rule() == DEFAULT_RULE


def test_a_number_set_by_other_means_is_among_the_choices(office: Office) -> None:
    office.queue.set_rule("overdue_minutes", 52)
    options = item(office, "overdue_minutes").options
    assert options is not None
    assert ("52", "52'") in options()
