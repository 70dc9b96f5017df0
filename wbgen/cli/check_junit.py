"""What a check found, as JUnit XML: a suite for every run, a case for everything that is looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from wbgen.cli.check_text import heading
from wbgen.contract import CHECKS, Checked, Finding
from wbgen.spec.diagnostics import Severity, printable_lines
from wbgen.spec.guide import Guide

#: What XML 1.0 cannot hold, beside what is never shown anyway.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(guide: Guide, checked: Sequence[Checked], failing: Sequence[Severity]) -> str:
    """The document. Findings of the failing levels are failures; others are told in a case's output."""
    root = Xml.Element("testsuites", name=clean(f"wbgen check {guide.id}"))
    for one in checked:
        root.append(suite(guide, one, failing))
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True)


def suite(guide: Guide, checked: Checked, failing: Sequence[Severity]) -> Xml.Element:
    """One run."""
    made = Xml.Element("testsuite", name=clean(heading(checked)))
    failed = 0
    for code, check in CHECKS.items():
        found = [one for one in checked.findings if one.code == code]
        case = Xml.SubElement(made, "testcase", classname=clean(f"{guide.id}.{check.group}"), name=code)
        errors = [one for one in found if one.level in failing]
        others = [one for one in found if one.level not in failing]
        if errors:
            failed += 1
            failure = Xml.SubElement(case, "failure", type=code, message=clean(errors[0].message))
            failure.text = clean("\n".join(map(line, errors)))
        if others:
            Xml.SubElement(case, "system-out").text = clean("\n".join(map(line, others)))
    made.set("tests", str(len(CHECKS)))
    made.set("failures", str(failed))
    made.set("errors", "0")
    return made


def line(one: Finding) -> str:
    """A finding in one line."""
    place = f"{one.place.file}:{one.place.line}: " if one.place else ""
    return f"{place}{one.level}: {one.message}" + (f" (cure: {one.cure})" if one.cure else "")


def clean(text: str) -> str:
    """A text that XML can hold, and terminals can show."""
    return NOT_XML.sub("\ufffd", printable_lines(text))
