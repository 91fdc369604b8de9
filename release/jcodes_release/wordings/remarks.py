"""The remarks of CMS's long descriptions: what they state besides the drug and its unit.

The patterns are in lower case and are tried in the order of ``REMARKS``: a longer remark
comes before those that it contains.
"""

from __future__ import annotations

import re

__all__ = ["REMARKS"]

REMARKS: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), heading, text)
    for heading, entries in {
        "exclusions": (
            (
                (
                    r"\(code may be used for medicare when drug administered under (?:the )?direct "
                    r"supervision of a physician, not for use when drug is self[- ]administered\)"
                ),
                "not for use when self-administered",
            ),
            (
                (
                    r"\(not to be used to report any adenosine phosphate compounds"
                    r"(?:[,;] instead use a9270)?\)"
                ),
                "adenosine phosphate compounds",
            ),
            (r"excludes biosimilars?", "biosimilars"),
            (r"(?<!tissue, )not otherwise specified|\bnos\b", "not otherwise specified"),
        ),
        "indications": (
            (
                (
                    r"fda approved prescription anti-emetic, for use as a complete therapeutic "
                    r"substitute for an iv anti-emetic at (?:the )?time of chemotherapy treatment,? "
                    r"not to exceed a (?:24|48) hour dosage regimen"
                ),
                "substitute for an intravenous anti-emetic at chemotherapy",
            ),
            (
                r"for hospitalized adults? .*with covid-19 .*\(ecmo\),? only",
                "hospitalized with covid-19",
            ),
            (
                (
                    r"for the pre-exposure prophylaxis only, .*"
                    r"(?:to covid-19 vaccination|covid-19 vaccine component\(s\))"
                ),
                "covid-19 pre-exposure prophylaxis",
            ),
            (
                r"up to [0-9]+ million (?:autologous anti-cd19 )?car[- ]positive viable t cells",
                "",
            ),
            (
                (
                    r"fda approved prescription, only for use as hiv pre-exposure prophylaxis "
                    r"\(not for use as treatment (?:of|for) hiv\)"
                ),
                "only hiv pre-exposure prophylaxis, not treatment",
            ),
            (r"\(only for use as hiv treatment\)", "only hiv treatment"),
            (
                (
                    r"\(central venous catheter lock for adult patients receiving chronic "
                    r"hemodialysis\)"
                ),
                "central venous catheter lock in chronic hemodialysis",
            ),
            (r"\(?for esrd on dialysis\)?", "for esrd on dialysis"),
            (r"\(?(?:for )?non[- ]esrd use\)?", "non-esrd use"),
            (r"for diagnostic use", "diagnostic use"),
            (r"for therapeutic use", "therapeutic use"),
            (r"for contraceptive use|\(contraceptive\)", "contraceptive"),
            (r"for intrathecal trial", "intrathecal trial"),
            (r"minidose", "minidose"),
            (r"full dose", "full dose"),
        ),
        "routes": (
            (r"for epidural or intrathecal use", "epidural; intrathecal"),
            (
                r"non-depot form for subcutaneous or intravenous injection",
                "subcutaneous; intravenous",
            ),
            (r"depot form for intramuscular injection", "intramuscular"),
            (r"for subcutaneous injection", "subcutaneous"),
            (r"for intravenous (?:infusion|injection|use)|\bintravenous\b|\biv\b", "intravenous"),
            (r"intramuscular or intravenous", "intramuscular; intravenous"),
            (r"\bintramuscular\b", "intramuscular"),
            (r"(?:for )?intra-articular injection", "intra-articular"),
            (
                (
                    r"(?:for )?\(?intravesical\)?(?: use| instillation)?"
                    r"|intravesical system|\(intravesical\)"
                ),
                "intravesical",
            ),
            (r"pyelocalyceal instillation", "pyelocalyceal"),
            (r"(?:via )?intravitreal implant", "intravitreal implant"),
            (r"\bintravitreal\b", "intravitreal"),
            (r"intracameral implant", "intracameral implant"),
            (r"\bintraocular\b", "intraocular"),
            (r"lacrimal ophthalmic insert", "lacrimal insert"),
            (
                r"ophthalmic irrigation solution|ophthalmic solution|\bophthalmic\b|\bopthalmic\b",
                "ophthalmic",
            ),
            (r"otic suspension", "otic"),
            (r"sinus implant", "sinus implant"),
            (r"for topical administration|topical administration", "topical"),
            (r"nasal spray", "nasal"),
            (r"urethral suppository", "urethral"),
            (r"rectal/suppository", "rectal"),
            (r"\bintrauterine\b", "intrauterine"),
            (r"yearly vaginal system|monthly vaginal ring|vaginal ring", "vaginal"),
            (r"enteral suspension", "enteral"),
            (
                (
                    r"administered as inhalation solution through a nebulizer|for inhalation"
                    r"|administered through an inhaler|(?:nasal vaccine )?inhalation(?= solution)"
                    r"|inhalation(?= suspension)|through a metered dose inhaler"
                ),
                "inhalation",
            ),
            (r"oral suspension|for suspension, oral|\boral\b", "oral"),
            (r"\bparenteral\b", "parenteral"),
        ),
        "forms": (
            (
                r"(?:for )?administ(?:ration|ered) through dme(?: \(i\.e\., insulin pump\))?",
                "through dme",
            ),
            (r"fda[- ]approved final product", "fda-approved final product"),
            (r"non-compounded", "non-compounded"),
            (r"compounded product", "compounded"),
            (r"concentrated form", "concentrated form"),
            (r"unit dose form|unit dose(?! applicator)", "unit dose form"),
            (r"all formulations including separated isomers", "all formulations"),
            (r"all lipid formulations", "all lipid formulations"),
            (r"\(?preservative[- ]free(?: sterile solution)?\)?", "preservative free"),
            (r"microsphere formulation", "microsphere formulation"),
            (r"immediate release or delayed release", "immediate or delayed release"),
            (r"immediate release", "immediate release"),
            (r"extended[- ]release", "extended release"),
            (r"long[- ]acting", "long acting"),
            (r"depot form|\(?for depot suspension\)?", "depot"),
            (r"solvent detergent", "solvent detergent"),
            (r"non-lyophilized,? \(e\.g\.,? liquid\)|non-lyophilized", "non-lyophilized"),
            (r"lyophilized,? \(e\.g\.,? powder\)|lyophilized", "lyophilized"),
            (r"powder or solution", "powder or solution"),
            (r"liposomal formulation|liposomal", "liposomal"),
            (r"unrefrigerated", "unrefrigerated"),
            (r"\bpowder\b", "powder"),
            (r"\bimplant\b(?! system)|\bpellet\b", "implant"),
            (r"\bgranules\b", "granules"),
            (r"\baqueous\b", "aqueous"),
            (r"\bsterile\b", "sterile"),
            (r"\(heparin lock flush\)", "heparin lock flush"),
            (r"[35] year duration|including implants? and supplies", ""),
        ),
    }.items()
    for pattern, text in entries
)
"""A remark, its heading in the scope, and the text shown there; "" for none."""
