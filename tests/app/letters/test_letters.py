"""Letters: to one, to the partners with the transmission on record, to everybody it is due for."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import casework
import pytest
from agreements import pages
from casework import at

from iza.app.changing import by_hand
from iza.app.county import directory
from iza.app.letters import letters, render
from iza.app.letters.frame import Style
from iza.app.letters.letters import Failure, Order
from iza.app.letters.render import Rendered
from iza.app.office import Office
from iza.app.procedure import agreement, consent, goals_and_steps, letters_to_partners, pause_and_close, review
from iza.errors import InvalidData, NotFound, Refused, UsageError
from iza.model.procedure import Action
from iza.store import drafts
from iza.store.current_case import current_case

MD = ("md",)
CONSENT: dict[str, Any] = {
    "partner": "sprachwerk", "data": ["goals_language"], "purpose": "Anmeldung zum Kurs", "signed_by": ["client"],
}  # fmt: skip


@pytest.fixture
def now(office: Office) -> Office:
    return at(office, casework.DAYS["today"])


def agreed(office: Office, case: str, **changes: Any) -> None:
    consent.give(office, case, CONSENT | changes)


def transmissions(office: Office, case: str) -> list[Any]:
    return current_case(casework.office_in(office.repo.root).repo, case).get("transmissions", [])


# -- the partners ---------------------------------------------------------------------------------------


def test_signing_names_the_partners_to_be_informed(office: Office) -> None:
    case = casework.issued(office, casework.CLIENT)
    now = at(office, casework.DAYS["signed"])
    agreed(now, case)
    done = agreement.sign(now, case, now.day, "Albweil", review_on=casework.DAYS["review"])
    assert "To be informed: Sprachwerk" in done.message
    assert done.next == f"iza letter {case} partner-letter --all"
    assert done.notes == ()


def test_signing_says_which_consent_is_missing(office: Office) -> None:
    case = casework.issued(office, casework.CLIENT)
    now = at(office, casework.DAYS["signed"])
    done = agreement.sign(now, case, now.day, "Albweil", review_on=casework.DAYS["review"])
    assert [("Sprachwerk" in note, "no consent" in note) for note in done.notes] == [(True, True)]
    assert not done.next.startswith("iza letter")


def test_a_letter_to_all_partners_is_one_commit_with_its_transmissions(now: Office, case: str) -> None:
    agreed(now, case)
    before = casework.git(now.repo.root, "rev-list", "--count", "HEAD")
    done = letters_to_partners.to_partners(now, case, Order("partner-letter", formats=MD))
    assert [one.files[0].name for one in done.written] == [f"{case}-partner-letter-sprachwerk.md"]
    assert done.left_out == ()
    assert int(casework.git(now.repo.root, "rev-list", "--count", "HEAD")) == int(before) + 1
    assert f"Iza-Action: {Action.LETTER_SEND}" in casework.git(now.repo.root, "log", "-1", "--format=%B")
    row = current_case(now.repo, case)["consents"][0]["id"]
    assert transmissions(now, case) == [
        {"on": now.day, "partner": "sprachwerk", "document": "partner-letter", "content": ["goals_language"],
         "basis": "consent", "consent": row, "version": 1}
    ]  # fmt: skip


def test_the_same_letter_again_is_not_a_second_transmission(now: Office, case: str) -> None:
    agreed(now, case)
    for _time in range(2):
        letters_to_partners.to_partner(now, case, Order("partner-letter", formats=MD, ref="sprachwerk"))
    assert len(transmissions(now, case)) == 1


def test_who_was_told_is_not_named_again_until_something_new_is_agreed(now: Office, case: str) -> None:
    agreed(now, case)
    letters_to_partners.to_partners(now, case, Order("partner-letter", formats=MD))
    talk = at(now, casework.DAYS["review"])
    review.start(talk, case, talk.day)
    done = review.hold(talk, case, {}, review.Ending(next_on="2026-09-30", untouched_ok=True))
    assert "To be informed: Sprachwerk" in done.message  # after each review, all know the same state
    letters_to_partners.to_partners(talk, case, Order("partner-letter", formats=MD))
    assert letters_to_partners.partners.partners_to_inform(current_case(talk.repo, case), talk.repo.county, talk.day)[0].told


def test_without_a_consent_there_is_no_letter_and_no_transmission(now: Office, case: str) -> None:
    done = letters_to_partners.to_partners(now, case, Order("partner-letter", formats=MD))
    assert done.written == ()
    assert [(one.case, "goals_language" in one.hint) for one in done.left_out] == [("sprachwerk", True)]
    with pytest.raises(Refused, match="No consent covers"):
        letters_to_partners.to_partner(now, case, Order("partner-letter", formats=MD, ref="sprachwerk"))
    assert transmissions(now, case) == []
    assert not list((now.repo.root / "output").glob("*partner*"))


def test_a_revoked_consent_stops_the_letters(now: Office, case: str) -> None:
    agreed(now, case)
    consent.revoke(now, case, current_case(now.repo, case)["consents"][0]["id"])
    with pytest.raises(Refused, match="No consent covers"):
        letters_to_partners.to_partner(now, case, Order("partner-letter", formats=MD, ref="sprachwerk"))


def test_no_letter_to_partners_while_a_review_is_open(talk: Office, case: str) -> None:
    agreed(talk, case)
    with pytest.raises(Refused):
        letters_to_partners.to_partner(talk, case, Order("partner-letter", formats=MD, ref="sprachwerk"))


def test_restricted_data_go_nowhere(now: Office, case: str) -> None:
    agreed(now, case)
    by_hand.set_fields(now, case, {"restricted": {"since": now.day, "reason": "Widerspruch"}})
    with pytest.raises(Refused, match="only be kept"):
        letters_to_partners.to_partner(casework.office_in(now.repo.root), case, Order("partner-letter", formats=MD, ref="sprachwerk"))


def test_restricted_data_are_not_handed_over_to_another_service_either(now: Office, case: str) -> None:
    agreed(now, case)
    by_hand.set_fields(now, case, {"restricted": {"since": now.day, "reason": "Widerspruch"}})
    fresh = casework.office_in(now.repo.root)
    with pytest.raises(Refused, match="only be kept"):
        letters_to_partners.to_partner(fresh, case, Order("handover", formats=MD, ref="sprachwerk"))
    assert letters.paper_of_case(fresh, case, Order("handover")).markdown  # to a colleague of the same service


def test_a_reminder_to_a_partner_is_on_record_too(office: Office, case: str) -> None:
    late = at(office, "2026-05-20")
    agreed(late, case)
    letters_to_partners.to_partner(late, case, Order("reminder", formats=MD, ref="sprachwerk"))
    assert [(one["document"], one["content"]) for one in transmissions(late, case)] == [("reminder", ["goals_language"])]


def test_what_does_not_go_to_partners(now: Office, case: str) -> None:
    with pytest.raises(UsageError, match="does not go to partners"):
        letters_to_partners.to_partner(now, case, Order("plan-short", ref="sprachwerk"))
    with pytest.raises(UsageError, match="which partner"):
        letters.paper_of_case(now, case, Order("partner-letter"))


# -- one letter -----------------------------------------------------------------------------------------


def test_the_second_language_is_the_one_the_client_reads(now: Office, case: str) -> None:
    by_hand.set_fields(now, case, {"client.written_language": "uk"})
    found = letters.paper_of_case(casework.office_in(now.repo.root), case, Order("plan-short"))
    assert (found.language, found.stem) == ("uk", f"{case}-plan-short-uk")
    assert '<div lang="uk" dir="ltr">' in found.markdown
    german = letters.paper_of_case(now, case, Order("plan-short", Style("de")))
    assert "<div" not in german.markdown


def test_a_language_without_a_catalogue_is_german_alone(now: Office, case: str) -> None:
    by_hand.set_fields(now, case, {"client.written_language": "mnk"})
    assert letters.paper_of_case(casework.office_in(now.repo.root), case, Order("plan-short")).language == "de"
    with pytest.raises(UsageError, match="not translated"):
        letters.paper_of_case(now, case, Order("plan-short", Style("mnk")))


def test_what_no_client_reads_stays_german(now: Office, case: str) -> None:
    by_hand.set_fields(now, case, {"client.written_language": "uk"})
    fresh = casework.office_in(now.repo.root)
    assert letters.paper_of_case(fresh, case, Order("handover")).language == "de"
    with pytest.raises(Refused, match="German only"):
        letters.paper_of_case(fresh, case, Order("handover", Style("uk")))


def test_who_has_died_gets_no_letter(now: Office, case: str) -> None:
    pause_and_close.close(now, case, "deceased", now.day)
    with pytest.raises(Refused, match="has died"):
        letters.paper_of_case(casework.office_in(now.repo.root), case, Order("closing-letter"))
    assert letters.paper_of_case(casework.office_in(now.repo.root), case, Order("closing-report")).markdown


def test_roles_and_kinds_that_do_not_exist(now: Office, case: str) -> None:
    with pytest.raises(UsageError, match="no such document"):
        letters.paper_of_case(now, case, Order("letter"))
    with pytest.raises(UsageError, match="goes to"):
        letters.paper_of_case(now, case, Order("plan-short", to="mentor"))
    with pytest.raises(UsageError, match="volunteer"):
        letters.paper_of_case(now, case, Order("certificate-letter"))


def test_files_are_private_and_named_after_the_case(now: Office, case: str) -> None:
    done = render.write(now, letters.paper_of_case(now, case, Order("invitation-review", Style("de"))), ("md", "pdf"))
    assert [path.name for path in done.files] == [f"{case}-invitation-review.md", f"{case}-invitation-review.pdf"]
    assert [oct(path.stat().st_mode & 0o777) for path in done.files] == ["0o600"] * 2
    assert oct((now.repo.root / "output").stat().st_mode & 0o777) == "0o700"
    assert casework.git(now.repo.root, "status", "--porcelain") == ""


def test_the_same_commit_gives_the_same_bytes(now: Office, case: str, tmp_path: Path) -> None:
    made = [
        render.write(office, letters.paper_of_case(office, case, Order("agreement", Style("ar"))), ("pdf",), tmp_path / name)
        for name, office in (("a", now), ("b", casework.office_in(now.repo.root)))
    ]
    first, second = (one.files[0].read_bytes() for one in made)
    assert first == second


def test_the_paper_carries_case_version_terms_and_commit(now: Office, case: str) -> None:
    found = letters.paper_of_case(now, case, Order("agreement", Style("de")))
    issued = casework.git(now.repo.root, "log", "-1", "--format=%H", "--grep=Iza-Action: agreement.issue").strip()
    terms = current_case(now.repo, case)["agreement"]["versions"][0]["terms_sha256"]
    assert found.meta.code == f"{case} V1 T{terms[:12]} C{issued[:12]}".upper()
    footer = pages(found.content("pdf"))[0]
    assert f"{case} · Fassung 1 · Prüfsumme {terms[:12]} · Stand {issued[:12]}" in re.sub(r"\s+", " ", footer)


def test_version_and_checksum_stand_only_where_just_that_is_shown(now: Office, case: str) -> None:
    """A plan shows how far people came, a letter the names of today."""
    for name in ("plan-short", "invitation-review", "privacy-notice"):
        found = letters.paper_of_case(now, case, Order(name, Style("de")))
        assert (found.meta.version, found.meta.terms) == ("", "")
        assert re.fullmatch(f"{case} C[0-9A-F]{{12}}", found.meta.code)


def test_an_amendment_shows_what_was_signed_whatever_was_renamed_since(now: Office, case: str) -> None:
    amended = casework.STATES["amended"](now, casework.born("1991-01-01"))
    agreement.sign(casework.at(now, casework.DAYS["paused"]), amended, casework.DAYS["paused"], "Albweil")
    before = letters.paper_of_case(now, amended, Order("amendment", Style("de")))
    assert (before.meta.version, before.issue is not None) == ("Fassung 2", True)
    directory.edit(now, "caseworkers", "kue", {"name": {"family": "Umbenannt", "given": "Jutta"}})
    goals_and_steps.start_step(casework.office_in(now.repo.root), amended, "1.2")
    after = letters.paper_of_case(casework.office_in(now.repo.root), amended, Order("amendment", Style("de")))
    assert (after.markdown, after.content("pdf")) == (before.markdown, before.content("pdf"))


def test_terms_changed_in_an_open_review_are_a_draft(talk: Office, case: str) -> None:
    goals_and_steps.change_step(talk, case, "1.2", {"due_on": "2026-11-16"})
    found = letters.paper_of_case(talk, case, Order("agreement", Style("de")))
    assert (found.meta.draft, found.stem) == (True, f"{case}-agreement-v2")
    assert "Entwurf – noch nicht ausgegeben" in found.markdown


def test_a_plan_stays_on_one_page(now: Office) -> None:
    case = casework.decided(now, casework.CLIENT)
    goal = casework.LANGUAGE_GOAL | {
        "steps": [
            {"text": f"Schritt {n} mit einem etwas längeren Text, der erklärt, was zu tun ist", "by": "client",
             "due_on": "2026-09-30", "support": "Hilfe von der Fachkraft im Büro"}
            for n in range(15)
        ]
    }  # fmt: skip
    goals_and_steps.add_goal(at(now, casework.DAYS["decided"]), case, goal)
    for style in (Style("de"), Style("ar"), Style("uk", columns=True)):
        found = letters.paper_of_case(now, case, Order("plan-short", style))
        assert len(pages(found.content("pdf"))) == 1
        assert "Weitere Schritte stehen in der Vereinbarung." in found.markdown


# -- volunteers -----------------------------------------------------------------------------------------


def test_documents_of_volunteers(now: Office) -> None:
    done = letters.volunteer(now, "mentor", "P-7F3K", Order("certificate-letter"))
    assert [path.name for path in done.files] == [
        "P-7F3K-certificate-letter.md", "P-7F3K-certificate-letter.pdf"
    ]  # fmt: skip
    assert letters.volunteer(now, "interpreter", "D-AR-04", Order("confidentiality", formats=MD)).files
    with pytest.raises(NotFound, match="nobody"):
        letters.volunteer(now, "mentor", "nobody", Order("certificate-letter"))
    with pytest.raises(UsageError, match="about a case"):
        letters.volunteer(now, "mentor", "P-7F3K", Order("plan-short"))
    with pytest.raises(UsageError, match="about a case"):
        letters.volunteer(now, "interpreter", "D-AR-04", Order("certificate-letter"))


# -- many -----------------------------------------------------------------------------------------------


def test_invitations_are_due_four_weeks_ahead(example: Path) -> None:
    office = casework.office_in(example, "2026-11-16")
    assert letters.due(office, "invitation-review") == ["F-K2QF-W5FX", "F-X74V-96SG"]
    assert letters.due(office, "invitation-review", 8) == ["F-K2QF-W5FX"]
    assert letters.due(office, "invitation-review", worker="elz") == []
    assert letters.due(office, "invitation-clearing") == ["F-1PR0-53DG"]
    with pytest.raises(UsageError, match="due"):
        letters.due(office, "agreement")


def test_what_is_due_can_be_written(example: Path) -> None:
    office = casework.office_in(example, "2026-11-16")
    for name in ("invitation-review", "invitation-clearing", "reminder"):
        cases = letters.due(office, name)
        assert cases
        assert all(isinstance(one, Rendered) for one in letters.written(office, cases, Order(name, formats=MD)))


def test_one_failure_stops_no_other_letter(now: Office, case: str) -> None:
    other = casework.opened(now, casework.CLIENT | {"names": [{"kind": "official", "family": "Anders", "given": "Eva"}]})
    results = list(letters.written(now, [other, "F-0000-0000", case], Order("invitation-review", formats=MD)))
    assert [type(result) for result in results] == [Failure, Failure, Rendered]
    assert "Anders" not in str(results)


# -- a county's own wording -------------------------------------------------------------------------------


def own(office: Office, name: str, text: str) -> None:
    folder = office.repo.root / "templates"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def test_the_countys_wording_goes_before_ours(now: Office, case: str) -> None:
    own(now, "plan-short.md.j2", '# {{ _("Unser Plan") }}\n\n{{ client.name }}\n')
    assert letters.paper_of_case(now, case, Order("plan-short", Style("de"))).markdown.startswith("# Unser Plan\n")
    own(now, "plan-short.md.j2", "# Plan\n\n{{ client.shoe_size }}\n")
    with pytest.raises(InvalidData, match=r"plan-short\.md\.j2, line 3: .*shoe_size"):
        letters.paper_of_case(now, case, Order("plan-short", Style("de")))


def test_a_sentence_the_county_changed_has_no_translation(now: Office, case: str) -> None:
    own(now, "plan-short.md.j2", '# {{ _("Mein Plan") }}\n\n{{ _("Ein eigener Satz.") }}\n')
    said = letters.paper_of_case(now, case, Order("plan-short", Style("uk"))).markdown
    assert said.count("Ein eigener Satz.") == 1
    assert said.count("<div") == 1  # the title alone is known to the catalogue


def test_letterhead_colour_and_logo_of_the_county(now: Office, case: str) -> None:
    own(now, "logo.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"><rect width="40" height="10"/></svg>')
    settings = (now.repo.root / "iza.yaml").read_text("utf-8")
    settings = re.sub(r"\n  color: .*", "", settings)
    settings = settings.replace("letterhead:\n", 'letterhead:\n  logo: templates/logo.svg\n  color: "#6b1d1d"\n')
    (now.repo.root / "iza.yaml").write_text(settings, "utf-8")
    found = letters.paper_of_case(casework.office_in(now.repo.root), case, Order("plan-short", Style("de")))
    assert found.meta.color == "#6b1d1d"
    assert "<rect" in found.meta.logo
    assert found.content("pdf").startswith(b"%PDF")


def test_a_change_of_a_template_is_seen(now: Office, case: str) -> None:
    before = render.state(now)
    own(now, "plan-short.md.j2", "# Plan\n")
    assert render.state(now) != before
    place = now.repo.root / f"cases/{case[2:4]}/{case}.yaml"
    seen = render.state(now)
    os.utime(place, (1, 1))
    assert render.state(now) != seen


def test_today_is_the_date_of_a_letter(now: Office, case: str) -> None:
    later = replace(now, today=date(2026, 6, 1))
    assert "| Datum | 01.06.2026 |" in letters.paper_of_case(later, case, Order("invitation-review", Style("de"))).markdown


def test_a_letter_looks_at_the_open_review_once(talk: Office, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loads, load_draft = [], drafts.load
    monkeypatch.setattr(drafts, "load", lambda *args: (loads.append(args), load_draft(*args))[1])
    render.paper(talk, case, "agreement")
    assert len(loads) == 1
