"""A second, naive working-out of a scenario: loops over dictionaries, written from the definitions alone.

It knows the policy that moves only whom the plan moves. Nothing of it is taken from the planning code, so
that a wrong idea in one of the two shows as a difference.
"""

import math
from collections import defaultdict

from gis.layout import LayoutStatus

UNKNOWN = float("nan")
LIMIT_S, BORDERLINE = 1800.0, 0.1           # grades 1-3; the others have no limit
FAR_M = 2000.0                              # where no limit is set, a longer walk needs a bus or a bed
FIRST_BOARDING_GRADE = 4
ROOM = {"primary": 45, "junior": 50}
CLOSED = (LayoutStatus.MERGE, LayoutStatus.SUSPEND)
OPENED = (LayoutStatus.NEW, LayoutStatus.REOPEN)


def stage(grade):
    return "primary" if grade <= 6 else "junior"


def is_nan(value):
    return value is None or value != value


class Recount:
    """One scenario in one year; ``plan`` has the scenario's sites and the journeys to them."""

    def __init__(self, plan, scenario, year):
        self.plan, self.year = plan, year
        self.sites = {site.school_id for site in scenario.sites}
        self.ledger = {row["school_id"]: row for row in plan.schools.reset_index().to_dict("records")}
        self.towns = plan.settlements["township"].to_dict()
        self.attendance = plan.attendance.to_dict("records")
        self.attended = {row["school_id"] for row in self.attendance}
        self.decisions = {
            school: decision
            for school, decision in scenario.decisions.items()
            if year is None or decision.year is None or decision.year <= year
        }
        self.all_decisions = scenario.decisions
        self.paths = {
            mode: {
                (home, school): (times.seconds[i, j], times.metres[i, j])
                for i, home in enumerate(times.origin_ids)
                for j, school in enumerate(times.destination_ids)
            }
            for mode, times in plan.travel.items()
        }
        self.taught_before = {school: self._by_ledger(school) for school in self.ledger}
        self.taught_after = {school: self._by_plan(school) for school in self.ledger}
        self.open_before = {s: s in self.attended for s in self.ledger}
        self.open_after = {s: self._is_open(s) for s in self.ledger}
        self.flows = self._move()
        self._rolls = {False: defaultdict(int), True: defaultdict(int)}
        for part in self.flows:
            self._rolls[False][part["before"], part["grade"]] += part["pupils"]
            self._rolls[True][part["after"], part["grade"]] += part["pupils"]

    # ---- schools

    def _by_ledger(self, school):
        row = self.ledger[school]
        if school in self.sites or school not in self.attended:
            return set()
        return set(range(int(row["first_grade"]), int(row["last_grade"]) + 1))

    def _by_plan(self, school):
        own, decision = self.taught_before[school], self.decisions.get(school)
        if decision is None:
            return set(own)
        since = None if self.year is None else self.year - (decision.year or 0)     # no year: long ago
        over = self.year is None or (decision.moves_year is not None and self.year >= decision.moves_year)
        if decision.status in CLOSED:
            return set()
        if decision.status in OPENED:
            return set(decision.grades_taught)
        if decision.status is LayoutStatus.RETAIN:
            return set(decision.grades_taught) or set(own)
        if decision.status is LayoutStatus.PHASE_OUT:
            # grade 1 is missing in T, grades 1 and 2 in T + 1, ...; counted from the school's lowest grade
            return set() if over or not own else {g for g in own if g - min(own) + 1 > since + 1}
        kept = own & set(decision.grades_kept)
        if decision.gradual and not over:
            kept |= {g for g in own if g > max(decision.grades_kept) + since + 1}
        return kept

    def _is_open(self, school):
        decision = self.decisions.get(school)
        if decision is None:
            return self.open_before[school]
        if decision.status in CLOSED:
            return False
        if decision.status in OPENED:
            return True
        if decision.status is LayoutStatus.PHASE_OUT:
            return bool(self.taught_after[school])
        return self.open_before[school]

    def is_point(self, school, after):
        decision = self.decisions.get(school) if after else None
        made = decision is not None and decision.status is LayoutStatus.TEACHING_POINT
        is_open = self.open_after[school] if after else self.open_before[school]
        return is_open and (made or self.ledger[school]["type_code"] == "218")

    def beds(self, school, after):
        decision = self.decisions.get(school) if after else None
        if after and not self.open_after[school] and (decision is not None):
            return 0
        if decision is not None and decision.boarding is not None:
            return decision.boarding.beds
        if school in self.sites:
            return 0                        # nothing stands there but what is decided
        return self.ledger[school]["beds"]

    # ---- who goes where

    def _town(self, name):
        return "街道" if name.endswith("街道") else name

    def _walk(self, home, school, grade):
        mode = "walk_g1_3" if grade <= 3 else "walk_g4_6" if grade <= 6 else "walk_g7_9"
        return self.paths[mode].get((home, school), (UNKNOWN, UNKNOWN))

    def _may_receive(self, school):
        return self.ledger[school]["ownership"] == "公办"

    def _receiver(self, home, grade, school):
        named = self._named(home, grade, school)
        if named:
            return named, "named"
        free = [s for s in self.ledger if grade in self.taught_after[s] and self._may_receive(s)]
        zoned = []
        for zone in self.plan.zones.to_dict("records"):
            in_zone = zone["settlement_id"] == home and zone["grade_from"] <= grade <= zone["grade_to"]
            if in_zone and zone["school_id"] in free:
                zoned.append(zone["school_id"])
        if zoned:
            return min(zoned, key=lambda s: self._near(home, s, grade, zoned.index(s))), "zone"
        decision = self.decisions[school]
        gives_grades_away = decision.status in (LayoutStatus.TEACHING_POINT, LayoutStatus.RETAIN)
        if home not in self.towns or gives_grades_away:
            manager = self._manager(school, grade)
            if manager in free:
                return manager, "managing_school"
        if home not in self.towns:
            return "", "none"
        reached = [s for s in free if not is_nan(self._walk(home, s, grade)[0])]
        for rule, near in (("same_township", True), ("other_township", False)):
            some = [
                s for s in reached
                if (self._town(self.ledger[s]["township"]) == self._town(self.towns[home])) is near
            ]
            if some:
                return min(some, key=lambda s: (*self._walk(home, s, grade), s)), rule
        return "", "none"

    def _near(self, home, school, grade, position):
        seconds, metres = self._walk(home, school, grade)
        return (1, 0, 0, position, "") if is_nan(seconds) else (0, seconds, metres, 0, school)

    def _named(self, home, grade, school):
        seen = {school}
        while True:
            decision = self.decisions.get(school)
            if decision is None:
                return ""
            school = dict(decision.settlement_receivers).get(home, decision.receiver_id)
            if school is None or school in seen:
                return ""
            if grade in self.taught_after[school]:
                return school
            seen.add(school)

    def _manager(self, school, grade):
        decision = self.decisions.get(school)
        handed = decision.hand_over if decision else ""
        if handed in self.ledger and grade in self.taught_after[handed]:
            return handed
        own = self.ledger[school]["managing_school_id"]
        if own in self.ledger and own != school and grade in self.taught_before[own]:
            return own
        town = self._town(self.ledger[school]["township"])
        central = [
            s for s, row in self.ledger.items()
            if row["is_central"] and self._town(row["township"]) == town and grade in self.taught_before[s]
            and s != school
        ]
        return min(central, default="")

    def _move(self):
        groups = []
        for row in self.attendance:
            home, grade, school = row["settlement_id"], row["grade"], row["school_id"]
            stays = grade in self.taught_after[school]
            after, rule = (school, "stay") if stays else self._receiver(home, grade, school)
            groups.append(
                {
                    "home": home, "grade": grade, "before": school, "after": after, "rule": rule,
                    "pupils": row["pupils"], "boarded": row["boarding"], "moved": not stays,
                    "boards": row["boarding"] if stays else False, "bus": False, "beds": 0,
                }
            )
        self._seats(groups)
        self._beds(groups)
        return [part for group in groups for part in self._parts(group)]

    def _needs(self, group):
        if not group["moved"] or not group["after"] or group["boarded"] or group["home"] not in self.towns:
            return False
        seconds, metres = self._walk(group["home"], group["after"], group["grade"])
        if is_nan(seconds):
            return True
        return seconds > LIMIT_S if group["grade"] <= 3 else metres > FAR_M

    def _seats(self, groups):
        riders = defaultdict(list)
        for group in groups:
            group["needs"] = self._needs(group)
            if not group["needs"]:
                continue
            ride = self.paths["school_bus"].get((group["home"], group["after"]), (UNKNOWN,))[0]
            walk = self._walk(group["home"], group["after"], group["grade"])[0]
            if not is_nan(ride) and (is_nan(walk) or ride < walk):
                riders[group["before"]].append(group)
        for school, some in riders.items():
            if sum(group["pupils"] for group in some) <= self.decisions[school].bus_seats:
                for group in some:
                    group["bus"] = True

    def _beds(self, groups):
        for school in self.ledger:
            beds = self.beds(school, after=True)
            left = 0 if is_nan(beds) else beds
            left -= sum(g["pupils"] for g in groups if g["before"] == school and g["boards"])
            decision = self.decisions.get(school)
            lowest = FIRST_BOARDING_GRADE
            if decision is not None and decision.boarding is not None:
                lowest = max(lowest, decision.boarding.from_grade)
            wanting = [
                g for g in groups
                if g["moved"] and g["after"] == school and g["grade"] >= lowest
                and (g["boarded"] or (g["needs"] and not g["bus"]))
            ]
            wanting.sort(key=lambda g: self._queue(g))
            for group in wanting:
                group["beds"] = max(0, min(int(left), group["pupils"]))
                left -= group["beds"]

    def _queue(self, group):
        seconds = self._walk(group["home"], group["after"], group["grade"])[0]
        return (not group["boarded"], -(math.inf if is_nan(seconds) else seconds))

    def _parts(self, group):
        day = group["pupils"] - group["beds"]
        for pupils, boards in ((group["beds"], True), (day, group["boards"])):
            if pupils:
                part = {**group, "pupils": pupils, "boards": boards}
                part["verdict"], part["seconds"] = self._verdict(part)
                yield part

    def verdict_before(self, part):
        return self._verdict({**part, "after": part["before"], "boards": part["boarded"], "bus": False})

    def _verdict(self, part):
        home, school, grade = part["home"], part["after"], part["grade"]
        way = self.paths["school_bus"].get((home, school)) if part["bus"] else None
        seconds = (way or self._walk(home, school, grade))[0]
        if part["boards"]:
            return "boarding", seconds
        if home not in self.towns:
            return "unknown", UNKNOWN
        if is_nan(seconds):
            return "unreachable", seconds
        if grade > 3:
            return "no_limit", seconds
        if seconds > LIMIT_S * (1 + BORDERLINE):
            return "over", seconds
        return ("within" if seconds < LIMIT_S * (1 - BORDERLINE) else "borderline"), seconds

    # ---- load

    def pupils(self, school, grade, after):
        return self._rolls[bool(after)][school, grade]

    def roll(self, school, after):
        return sum(self.pupils(school, grade, after) for grade in range(1, 10))

    def classes(self, school, after):
        pupils = {g: self.pupils(school, g, after) for g in range(1, 10)}
        before = {g: self.pupils(school, g, False) for g in range(1, 10)}
        starts = after and not self.open_before[school] and self.open_after[school]
        if starts:
            return self._first_classes(pupils, self._rooms(school, True))
        found = {}
        for grade, count in pupils.items():
            reported = self.ledger[school][f"classes_g{grade}"]
            if not count:
                found[grade] = 0
            elif after and not before[grade]:
                found[grade] = 1
            else:
                found[grade] = reported if reported else UNKNOWN
        added = self.taught_after[school] - self.taught_before[school] if after else set()
        new = {
            g: n for g, n in pupils.items()
            if g in added and n and not before[g] and not self.ledger[school][f"classes_g{g}"] > 0
        }  # fmt: skip
        used = sum(n for g, n in found.items() if g not in new)
        return found | self._first_classes(new, self._rooms(school, True) - used)

    def _first_classes(self, pupils, rooms):
        needed = {g: math.ceil(n / ROOM[stage(g)]) for g, n in pupils.items()}
        if is_nan(rooms) or sum(needed.values()) <= rooms:
            return needed
        given = {g: 1 if n else 0 for g, n in pupils.items()}
        while sum(given.values()) < rooms:
            fullest = max((g for g in given if given[g]), key=lambda g: (pupils[g] / given[g], -g))
            given[fullest] += 1
        return given

    def largest(self, school, after):
        classes = self.classes(school, after)
        sizes = [
            math.ceil(self.pupils(school, g, after) / n)
            for g, n in classes.items() if not is_nan(n) and n > 0
        ]
        return max(sizes, default=UNKNOWN)

    def _project(self, school):
        decision = self.all_decisions.get(school)
        if decision is None or decision.expansion is None:
            return None
        opens = decision.expansion.year if decision.expansion.year is not None else decision.year
        is_there = self.year is None or opens is None or opens <= self.year
        return decision.expansion if is_there else None

    def _added(self, known, added, school):
        if school in self.sites:
            return added if added else UNKNOWN
        return known + added

    def _rooms(self, school, after):
        row = self.ledger[school]
        gone = row["kindergarten_rooms"]
        rooms = row["classrooms"] - (0 if is_nan(gone) else gone)
        project = self._project(school) if after else None
        return self._added(rooms, project.rooms if project else 0, school) if after else rooms

    def capacity(self, school, after):
        if not (self.open_after[school] if after else self.open_before[school]):
            return 0
        grades = self.taught_after[school] if after else self.taught_before[school]
        row = self.ledger[school]
        rooms, approved = self._rooms(school, after), row["approved_places"]
        project = self._project(school) if after else None
        if after:
            approved = self._added(approved, project.places if project else 0, school)
        per_room = self._per_room(school, grades)
        if self.is_point(school, after):
            if is_nan(rooms):
                return UNKNOWN if not self.is_point(school, False) else approved
            rooms = min(rooms, len(grades))
        known = [math.floor(value) for value in (approved, rooms * per_room) if not is_nan(value)]
        return min(known, default=UNKNOWN)

    def _per_room(self, school, grades):
        classes = defaultdict(float)
        for grade in grades:
            reported = self.ledger[school][f"classes_g{grade}"]
            classes[stage(grade)] += 0 if is_nan(reported) else reported
            if grade not in self.taught_before[school]:     # a new grade weighs like one class
                classes[stage(grade)] += 1
        if not sum(classes.values()):
            for grade in grades:
                classes[stage(grade)] += 1
        total = sum(classes.values())
        return sum(ROOM[s] * n for s, n in classes.items()) / total if total else UNKNOWN

    def places_short(self, school, after):
        places = self.capacity(school, after)
        return UNKNOWN if is_nan(places) else max(0, self.roll(school, after) - places)

    def counts(self, after):
        is_open = self.open_after if after else self.open_before
        points = sum(self.is_point(s, after) for s in self.ledger)
        return sum(is_open.values()) - points, points


# ---- the seven indicators (YZ-02 … YZ-34)

# columns added, columns taken off, per how many pupils, shared by the stages of a site
INDICATORS = {
    "L1": (("higher_degree_teachers",), (), 100, False),
    "L2": (("backbone_teachers",), (), 100, False),
    "L3": (("sports_arts_teachers",), (), 100, False),
    "L4": (("teaching_area_m2",), ("indoor_sports_area_m2",), 1, True),
    "L5": (("sports_area_m2",), (), 1, True),
    "L6": (("equipment_yuan",), (), 1, True),
    "L7": (("multimedia_rooms",), (), 100, True),
}
STANDARDS = {
    "primary": (4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3),
    "junior": (5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4),
}
CV_LIMIT = {"primary": 0.5, "junior": 0.45}


def weighted_cv(pairs):
    """Return the coefficient of variation of (total, pupils) pairs; unknown totals are left out."""
    known = [(total, pupils) for total, pupils in pairs if not is_nan(total)]
    everybody = sum(pupils for _, pupils in known)
    if not everybody or not sum(total for total, _ in known):
        return UNKNOWN
    mean = sum(total for total, _ in known) / everybody
    variance = sum(pupils / everybody * (total / pupils - mean) ** 2 for total, pupils in known)
    return math.sqrt(variance) / mean


class BalanceRecount:
    """The seven indicators of one :class:`Recount`; rows of the ledger teach one stage each."""

    def __init__(self, recount):
        self.recount = recount
        self.stage = {}
        for school in recount.ledger:
            grades = recount.taught_before[school] or recount.taught_after[school]
            self.stage[school] = stage(min(grades)) if grades else ""

    def roll(self, school, after):
        return self.recount.roll(school, after)

    def counts(self, school, after):
        """Whether the assessment counts a school: open, with pupils, and no point under 50."""
        pupils = self.roll(school, after)
        return pupils > 0 and not (self.recount.is_point(school, after) and pupils < 50)

    def total(self, school, indicator, after):
        row = self.recount.ledger[school]
        added, taken, _, is_shared = INDICATORS[indicator]
        total = sum(row[column] for column in added) - sum(row[column] for column in taken)
        pupils = self.roll(school, after)
        if indicator == "L3" and 50 <= pupils < 100 and str(row["urban_rural"]).startswith("2"):
            visiting = row["visiting_sports_arts_teachers"]
            total += 0 if is_nan(visiting) else visiting
        if is_shared and row.get("resource_scope") == "全校":
            total *= self._share(school, after)
        return total

    def _share(self, school, after):
        site = school.split("-")[0]
        weights = {
            other: self.roll(other, after) * (1.1 if self.stage[other] == "junior" else 1)
            for other in self.recount.ledger if other.split("-")[0] == site
        }
        return weights[school] / sum(weights.values())

    def value(self, school, indicator, after):
        return self.total(school, indicator, after) / self.roll(school, after) * INDICATORS[indicator][2]

    def state(self, school, after):
        values = [self.value(school, indicator, after) for indicator in INDICATORS]
        if any(is_nan(value) for value in values):
            return "missing"
        standards = STANDARDS[self.stage[school]]
        met = sum(value >= line - 1e-9 for value, line in zip(values, standards, strict=True))
        near = all(value >= 0.85 * line - 1e-9 for value, line in zip(values, standards, strict=True))
        return "met" if met >= 6 and near else "unmet"

    def cv(self, which, indicator, after, same_schools=False):
        schools = [s for s in self.stage if self.stage[s] == which]
        if same_schools:
            schools = [s for s in schools if self.counts(s, False) and self.roll(s, True) > 0]
        else:
            schools = [s for s in schools if self.counts(s, after)]
        return weighted_cv([(self.total(s, indicator, after), self.roll(s, after)) for s in schools])


# ---- posts (BZ-01, BZ-11, T-06) and funding (YZ-46, T-15)


def posts_due(primary, junior, classes, is_point, per_class=1.7, least=2):
    """Return the posts of a school: by pupils, and of a small one by classes, not under the least."""
    if not primary + junior:
        return 0
    posts = math.ceil(primary / 19 - 1e-9) + math.ceil(junior / 13.5 - 1e-9)
    if is_point or primary + junior < 100:
        posts = max(posts, math.ceil(classes * per_class - 1e-9), least)
    return posts


def funded_pupils(pupils_by_part, floor=100):
    """Return what each part of one school is funded for: together not under the floor, if it has anybody."""
    roll = sum(pupils_by_part)
    return [pupils * max(roll, floor) / roll if roll else 0 for pupils in pupils_by_part]


def gini(values):
    """Return the Gini coefficient of (value, weight) pairs by its definition: all pairs."""
    weight = sum(w for _, w in values)
    mean = sum(v * w for v, w in values) / weight
    if not mean:
        return 0.0
    return sum(w * u * abs(v - x) for v, w in values for x, u in values) / (2 * weight**2 * mean)
