"""The last chapters of a Kundali: yogas, doshas, practices, the glossary, and by what it was computed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.domain.astrology.births import Basis
from engine.domain.astrology.lordship import lord_of
from engine.domain.astrology.readings import Finding, Mangal, Reference
from engine.domain.astrology.zodiac import Graha
from engine.domain.reports import Block, Chapter, Facts, Heading, Paragraph, Remark, Table
from engine.services.readings.reckoning import Reckoning
from engine.services.readings.wording import Wording, word_of


def yogas(reckoning: Reckoning, words: Wording) -> Chapter:
    """Those that are present, each with all that make it and how common it is."""
    blocks: list[Block] = [Paragraph(words.say("report.intro_yogas"))]
    by_key: dict[str, list[Finding]] = {}
    for finding in reckoning.yogas.found:
        by_key.setdefault(finding.key, []).append(finding)
    for key, findings in by_key.items():
        blocks += [
            Heading(words.say(f"yoga_name.{key}")),
            Facts(tuple(_maker(finding, words) for finding in findings)),
            Paragraph(
                f"{words.say(f'yoga.{key}')} {words.say('report.common', percent=percent(findings[0].prevalence))}"
            ),
        ]
    if not by_key:
        blocks.append(Paragraph(words.say("report.no_yogas")))
    return Chapter(title=words.say("report.ch_yogas"), blocks=tuple(blocks))


def doshas(reckoning: Reckoning, words: Wording) -> Chapter:
    """Mangal in all its variants, kaal sarp, and the smaller ones that are present."""
    found = reckoning.doshas
    serpent = "dosha.kaal_sarp" if found.kaal_sarp.is_present else "report.kaal_sarp_no"
    blocks: list[Block] = [
        Paragraph(words.say("report.intro_doshas")),
        Heading(words.say("dosha_name.mangal")),
        *_mangal(found.mangal, words),
        Heading(words.say("dosha_name.kaal_sarp")),
        Paragraph(words.say(serpent, percent=percent(found.kaal_sarp.prevalence))),
    ]
    for finding in found.others:
        blocks += [
            Heading(words.say(f"dosha_name.{finding.key}")),
            Paragraph(words.say(f"dosha.{finding.key}", percent=percent(finding.prevalence))),
        ]
    if not found.others:
        blocks.append(Remark(words.say("report.no_doshas")))
    return Chapter(title=words.say("report.ch_doshas"), blocks=tuple(blocks))


def remedies(reckoning: Reckoning, words: Wording) -> Chapter:
    """The practices of the lords of the lagna, of the Moon sign and of the running period, each told once."""
    chart = reckoning.chart
    roles: dict[Graha, list[str]] = {}
    for role, graha in (
        ("report.lord_of_lagna", chart.lord_of_house(1)),
        ("report.lord_of_moon_sign", lord_of(chart.moon_sign)),
        ("report.lord_of_period", reckoning.maha.lord),
    ):
        roles.setdefault(graha, []).append(words.say(role))
    blocks: list[Block] = [Paragraph(words.say("report.intro_remedies"))]
    for graha, said in roles.items():
        blocks += [
            Heading(f"{words.name(graha)}: {words.list_and(*said)}"),
            Paragraph(words.say(f"remedy.{word_of(graha)}")),
        ]
    blocks += [
        Heading(words.say("report.lucky_title")),
        Paragraph(words.say(f"lucky.{word_of(lord_of(chart.moon_sign))}")),
        Remark(words.say("report.remedies_rule")),
    ]
    return Chapter(title=words.say("report.ch_remedies"), blocks=tuple(blocks))


def glossary(words: Wording) -> Chapter:
    """Every term that stands in the words: an editor adds one without a programmer."""
    rows = tuple((words.say(f"term.{term}"), words.say(f"glossary.{term}")) for term in words.keys("term"))
    intro, head = Paragraph(words.say("report.intro_glossary")), (words.say("report.term"), words.say("report.meaning"))
    return Chapter(title=words.say("report.ch_glossary"), blocks=(intro, Table(head, rows)))


def basis(words: Wording) -> Chapter:
    """Which sentences nobody computed; what it takes to compute the rest again stands below all chapters."""
    return Chapter(
        title=words.say("report.ch_basis"),
        blocks=(
            Paragraph(words.say("report.intro_basis")),
            Remark(words.say("report.words_rule")),
        ),
    )


def basis_line(found: Basis, day: date, words: Wording) -> str:
    """All versions and conventions, and the day it is read on: what else the report hangs on."""
    computed = words.say(
        "report.basis", provider=found.provider, version=found.version, engine=found.engine, tables=found.tables,
        ayanamsa=words.say(f"report.{found.ayanamsa.value}"),
    )  # fmt: skip
    read = words.say(
        "report.basis_read", day=day.isoformat(), node=words.say(f"report.node_{found.node}"),
        days=f"{found.year_days:g}", words=words.version,
    )  # fmt: skip
    return f"{computed} {read}"


def percent(share: float) -> int:
    """Of a hundred people, at least one: a rule that was found is not found in nobody."""
    return max(1, round(share * 100))


def _maker(finding: Finding, words: Wording) -> tuple[str, str]:
    """Who makes it, and in which houses they stand."""
    grahas = words.list_and(*(words.name(graha) for graha in finding.grahas))
    return grahas, f"{words.say('report.house')} {', '.join(map(str, finding.houses))}"


def _mangal(mangal: Mangal, words: Wording) -> Iterator[Block]:
    if mangal.is_manglik:
        yield Paragraph(words.say("report.mangal_yes", percent=percent(mangal.prevalence)))
    elif mangal.with_second or mangal.from_moon or mangal.from_venus:
        yield Paragraph(words.say("report.mangal_some", percent=percent(mangal.prevalence_any)))
    else:
        yield Paragraph(words.say("report.mangal_no"))
    if mangal.is_cancelled:
        why = words.list_and(*(words.name(each) for each in mangal.cancelled_by))
        yield Paragraph(words.say("report.mangal_cancelled", why=why))
    names = {
        Reference.LAGNA: words.say("report.lagna"),
        Reference.MOON: words.name(Graha.MOON),
        Reference.VENUS: words.name(Graha.VENUS),
    }
    rows = tuple((names[reference], str(house)) for reference, house in mangal.houses.items())
    yield Table((words.say("report.mars_from"), words.say("report.house")), rows)
