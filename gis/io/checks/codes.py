"""Codes: their length, what they say of type and county, and names that contradict them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from gis.io.checks.records import Fault, Records, rules, school_fault, settlement_fault


def school_code_form(records: Records) -> Iterator[Fault]:
    """Find school codes that do not have ten digits."""
    digits = rules("school_code")["digits"]
    for school in records.schools.itertuples():
        if not re.fullmatch(rf"\d{{{digits}}}", school.site_id):
            about = {"given": school.site_id, "digits": digits}
            yield school_fault("warning", "school_code_form", school, column="school_id", **about)


def school_code_type(records: Records) -> Iterator[Fault]:
    """Find school codes whose first two digits are not those of the type code."""
    limits = rules("school_code")
    for school in records.schools.itertuples():
        if len(school.site_id) != limits["digits"] or school.type_code in limits["attached_types"]:
            continue
        if school.site_id[:2] != school.type_code[:2]:
            about = {"given": school.site_id, "type_code": school.type_code}
            yield school_fault("warning", "school_code_type", school, column="type_code", **about)


def school_code_province(records: Records) -> Iterator[Fault]:
    """Find school codes of another province (digits three and four)."""
    province = records.county_code[:2]
    for school in records.schools.itertuples():
        if province and len(school.site_id) == rules("school_code")["digits"]:
            found = school.site_id[2:4]
            if found != province:
                about = {"given": school.site_id, "found": found, "province": province}
                yield school_fault("warning", "school_code_province", school, column="school_id", **about)


def urban_rural_code(records: Records) -> Iterator[Fault]:
    """Find urban-rural codes that the national table does not have."""
    known = rules("urban_rural")["codes"]
    for school in records.schools.itertuples():
        if school.urban_rural and school.urban_rural not in known:
            about = {"given": school.urban_rural}
            yield school_fault("warning", "urban_rural_code", school, column="urban_rural", **about)


def name_and_type(records: Records) -> Iterator[Fault]:
    """Find names that say something else than the type code; the code counts."""
    for school in records.schools.itertuples():
        fitting = [rule for rule in rules("name") if school.name.endswith(tuple(rule["endings"]))]
        if fitting and school.type_code not in fitting[0]["types"]:
            about = {"type_code": school.type_code}
            yield school_fault("warning", "name_and_type", school, column="type_code", **about)


def settlement_code_form(records: Records) -> Iterator[Fault]:
    """Find settlement codes without twelve digits (hamlets: and a suffix)."""
    pattern = re.compile(rules("settlement_code")["pattern"])
    for settlement in records.settlements.itertuples():
        if not pattern.fullmatch(str(settlement.Index)):
            about = {"given": settlement.Index}
            yield settlement_fault(
                "warning", "settlement_code_form", settlement, column="settlement_id", **about
            )


def settlement_code_county(records: Records) -> Iterator[Fault]:
    """Find settlement codes that do not begin with the county's six digits."""
    limits = rules("settlement_code")
    for settlement in records.settlements.itertuples():
        code = str(settlement.Index)
        if not records.county_code or not re.fullmatch(limits["pattern"], code):
            continue
        if not code.startswith(records.county_code):
            about = {"given": code, "county": records.county_code}
            yield settlement_fault(
                "warning", "settlement_code_county", settlement, column="settlement_id", **about
            )


def settlement_code_township(records: Records) -> Iterator[Fault]:
    """Find settlements in another township than the others whose codes share nine digits."""
    limits = rules("settlement_code")
    codes = records.settlements.index.astype("str")
    frame = pd.DataFrame(
        {
            "township": records.settlements["township"].to_numpy(),
            "prefix": codes.str[: limits["township_digits"]],
        }
    )
    frame = frame[codes.str.fullmatch(limits["pattern"])]
    usual = frame.groupby("prefix")["township"].agg(lambda names: names.mode().iloc[0])
    for settlement in records.settlements.itertuples():
        prefix = str(settlement.Index)[: limits["township_digits"]]
        if prefix in usual.index and usual[prefix] != settlement.township:
            about = {"township": settlement.township, "usual": usual[prefix], "prefix": prefix}
            yield settlement_fault(
                "warning", "settlement_code_township", settlement, column="township", **about
            )


CHECKS = (
    school_code_form,
    school_code_type,
    school_code_province,
    urban_rural_code,
    name_and_type,
    settlement_code_form,
    settlement_code_county,
    settlement_code_township,
)
