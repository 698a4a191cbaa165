"""The shapes a family may have. Each says who is there and where they live, and saves nothing."""

from __future__ import annotations

from collections.abc import Callable

from commands.demo_data.household import Household
from commands.demo_data.places import NO_FIXED_ABODE
from models.people.child_name import ChildName

Shape = Callable[[Household], None]


def separated(draft: Household) -> None:
    """Two parents at two addresses; the children live with the mother."""
    left = draft.days_ago(200, 1500)
    shared, hers, his = draft.home(), draft.home(), draft.home()
    mother = draft.adult("mother", "F", surname=draft.rng.choice((draft.other_surname(), "")))
    father = draft.adult("father", "M", lives_with=False)
    draft.all_live_at([mother, father], shared, to_on=left)
    draft.all_live_at([mother], hers, from_on=left)
    draft.lives_at(father, his, from_on=left)


def together(draft: Household) -> None:
    # Married or not, some mothers keep their own name.
    own_name = draft.rng.choice(("", "", "", draft.other_surname()))
    parents = [draft.adult("mother", "F", surname=own_name), draft.adult("father", "M")]
    if draft.rng.random() < 0.25:
        moved = draft.days_ago(20, 900)
        draft.all_live_at(parents, draft.home(draft.rng.choice(("", "elsewhere"))), to_on=moved)
        draft.all_live_at(parents, draft.home(), from_on=moved)
    else:
        draft.all_live_at(parents, draft.home())


def address_kept_secret(draft: Household) -> None:
    """The father may not learn where the mother and the children live now."""
    left = draft.days_ago(30, 700)
    shared, safe = draft.home(), draft.home()
    mother = draft.adult("mother", "F", surname=draft.other_surname())
    contacted = draft.rng.random() < 0.5
    father = draft.adult("father", "M", lives_with=False, may_be_contacted=contacted)
    draft.all_live_at([mother], shared, to_on=left)
    draft.lives_at(father, shared)
    draft.all_live_at([mother], safe, restricted=True, from_on=left)


def step_father(draft: Household) -> None:
    """The mother has married again; the children had her earlier name before."""
    since = draft.days_ago(200, 1200)
    before = draft.other_surname()
    mother = draft.adult("mother", "F")
    partner = draft.adult("step_parent", "M", responsible=False)
    father = draft.adult("father", "M", surname=before, lives_with=False)
    draft.all_live_at([mother, partner], draft.home(), from_on=since)
    draft.lives_at(father, draft.home())
    for child in draft.family.children:
        former = ChildName(
            authority=draft.authority_id,
            child=child,
            kind="former",
            forenames=child.forenames,
            surname=before.partition("/")[0],
            until=since,
        )
        draft.family.names.append(former)


def mother_alone(draft: Household) -> None:
    draft.all_live_at([draft.adult("mother", "F")], draft.home())


def father_alone(draft: Household) -> None:
    draft.all_live_at([draft.adult("father", "M")], draft.home())


def two_mothers(draft: Household) -> None:
    parents = [
        draft.adult("mother", "F"),
        draft.adult("mother", "F", surname=draft.other_surname()),
    ]
    draft.all_live_at(parents, draft.home())


def no_fixed_abode(draft: Household) -> None:
    left = draft.days_ago(10, 200)
    mother = draft.adult("mother", "F")
    draft.all_live_at([mother], draft.home(), to_on=left)
    draft.all_live_at([mother], NO_FIXED_ABODE, from_on=left)


def grandparents(draft: Household) -> None:
    """The grandmother has care; the mother has responsibility and lives elsewhere."""
    grandmother = draft.adult("grandparent", "F", responsible=draft.rng.random() < 0.5)
    mother = draft.adult("mother", "F", lives_with=False)
    draft.all_live_at([grandmother], draft.home())
    draft.lives_at(mother, draft.home("elsewhere"))


def foster_carer(draft: Household) -> None:
    carer = draft.adult("foster_carer", "F", surname=draft.other_surname(), responsible=False)
    draft.all_live_at([carer], draft.home(), from_on=draft.days_ago(20, 700))


# shape -> weight. The first stands beside the first story of `stories.py`: one family of
# separated parents who give no information, so that there is always a notice to each.
SHAPES: dict[Shape, int] = {
    separated: 16,
    together: 46,
    address_kept_secret: 4,
    step_father: 9,
    mother_alone: 14,
    father_alone: 3,
    two_mothers: 1,
    no_fixed_abode: 2,
    grandparents: 3,
    foster_carer: 2,
}
