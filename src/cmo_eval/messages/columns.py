"""Sheets and columns of the workbook: what they are called and what they hold, in English and Dutch side by side."""

from __future__ import annotations

from collections.abc import Mapping

SHEETS: Mapping[str, tuple[str, str, str, str]] = {
    "contents": ("Contents", "Inhoud", "sheet", "blad"),
    "summary": ("Summary", "Samenvatting", "claim", "claim"),
    "claims": ("Claims", "Claims", "claim", "claim"),
    "decisions": ("Decisions", "Besluiten", "decision of a person on a claim", "besluit van een mens over een claim"),
    "criteria": ("Criteria", "Criteria", "criterion of a claim", "criterium van een claim"),
    "remarks": (
        "Remarks",
        "Opmerkingen",
        "thing to know about a claim: why a verdict is proposed, what is missing",
        "ding om te weten over een claim: waarom een oordeel wordt voorgesteld, wat ontbreekt",
    ),
    "mechanisms": ("Mechanisms", "Mechanismen", "pattern in a claim", "patroon in een claim"),
    "matrix": (
        "Evidence matrix",
        "Bewijsmatrix",
        "group and kind of source, for each claim",
        "groep en soort bron, per claim",
    ),
    "citations": (
        "Citations",
        "Citaten",
        "stance of a citation on a claim, and for each citation without one",
        "standpunt van een citaat over een claim, en voor elk citaat zonder",
    ),
    "codings": ("Codings", "Coderingen", "code of a citation", "code van een citaat"),
    "patterns": ("Patterns", "Patronen", "pattern", "patroon"),
    "parts": ("Parts of patterns", "Delen van patronen", "part of a pattern", "deel van een patroon"),
    "cases": ("Cases", "Casussen", "case", "casus"),
    "facts": (
        "Facts of cases",
        "Casusgegevens",
        "attribute of a case, and for each cell of a framework",
        "kenmerk van een casus, en voor elke cel van een raamwerk",
    ),
    "sources": ("Sources", "Bronnen", "source", "bron"),
    "relations": ("Relations", "Verbanden", "relation between two records", "verband tussen twee dingen"),
    "columns": ("Columns", "Kolommen", "column of a sheet", "kolom van een blad"),
    "lists": ("Lists", "Lijsten", "value that a list offers", "waarde die een lijst aanbiedt"),
}
"""By key: title in English and Dutch, and what there is a row for, in English and Dutch."""

COLUMNS: Mapping[str, tuple[str, str, str, str]] = {
    "claim": ("Claim", "Claim", "Id of the claim.", "Id van de claim."),
    "title": ("Title", "Titel", "Title in a few words.", "Titel in enkele woorden."),
    "kind": ("Kind", "Soort", "What kind it is.", "Welke soort het is."),
    "group": (
        "Group",
        "Groep",
        "The group for which the speaker or source speaks. Empty: not known.",
        "De groep namens wie de spreker of bron spreekt. Leeg: niet bekend.",
    ),
    "date": (
        "Date",
        "Datum",
        "As it stands in the files: year, month or day.",
        "Zoals in de bestanden: jaar, maand of dag.",
    ),
    "by": ("By", "Door", "Initials of who did it.", "Initialen van wie het deed."),
    "citations": ("Citations", "Citaten", "How many citations.", "Hoeveel citaten."),
    # contents
    "sheet": ("Sheet", "Blad", "Click to go there.", "Klik om erheen te gaan."),
    "row_for": (
        "A row for each",
        "Een rij voor elk(e)",
        "What one row of the sheet is about.",
        "Waarover één rij van het blad gaat.",
    ),
    "rows": ("Rows", "Rijen", "Counted by a formula.", "Geteld met een formule."),
    "remark": (
        "Remark",
        "Opmerking",
        "What to know before you count or click.",
        "Wat je moet weten voor je telt of klikt.",
    ),
    # summary
    "proposal": (
        "Proposal of the rules",
        "Voorstel van de regels",
        "The verdict that the evidence carries by the rules. A person decides.",
        "Het oordeel dat het bewijs volgens de regels draagt. Een mens besluit.",
    ),
    "proposal_becomes": (
        "Proposal: becomes",
        "Voorstel: wordt",
        "The claim into which the rules propose to change this one.",
        "De claim waarin deze volgens de regels verandert.",
    ),
    "rule": ("Rule", "Regel", "The rule that decided, V1 to V10.", "De regel die de doorslag gaf, V1 tot en met V10."),
    "decision": (
        "Decision",
        "Besluit",
        "The verdict of a person. Empty: not decided yet.",
        "Het oordeel van een mens. Leeg: nog niet besloten.",
    ),
    "decision_becomes": (
        "Decision: becomes",
        "Besluit: wordt",
        "The claim into which a person changed this one.",
        "De claim waarin een mens deze heeft veranderd.",
    ),
    "agrees": (
        "Agrees",
        "Stemt overeen",
        "Whether decision and proposal are the same verdict.",
        "Of besluit en voorstel hetzelfde oordeel zijn.",
    ),
    "stale": (
        "Evidence changed since",
        "Bewijs sindsdien veranderd",
        "Whether the evidence changed after the decision; unknown where the decision does not say on which evidence it was taken.",
        "Of het bewijs na het besluit is veranderd; onbekend als het besluit niet zegt op welk bewijs het rust.",
    ),
    "supports": (
        "Supports",
        "Steun",
        "Citations that are weighed and support the claim. A formula: the sum of this claim's rows in the evidence matrix.",
        "Meegewogen citaten die de claim steunen. Een formule: de som van de rijen van deze claim in de bewijsmatrix.",
    ),
    "nuances": (
        "Nuances",
        "Nuance",
        "The same, of citations that nuance the claim.",
        "Hetzelfde, van citaten die de claim nuanceren.",
    ),
    "refutes": (
        "Refutes",
        "Tegenspraak",
        "The same, of citations that refute the claim.",
        "Hetzelfde, van citaten die de claim tegenspreken.",
    ),
    "suggests": (
        "Suggests another",
        "Andere claim",
        "The same, of citations that suggest another claim instead.",
        "Hetzelfde, van citaten die een andere claim voorstellen.",
    ),
    "weighed": (
        "All stances",
        "Alle standpunten",
        "The four together: a citation counts once for each stance that it takes on the claim. The total adds up over claims; a citation about two claims counts in both.",
        "De vier samen: een citaat telt eenmaal voor elk standpunt over de claim. Het totaal telt op over claims; een citaat over twee claims telt bij beide.",
    ),
    "voices": (
        "Voices",
        "Stemmen",
        "Different voices. Somebody who is in two rows counts once here, so these numbers do not add up.",
        "Verschillende stemmen. Wie in twee rijen voorkomt telt hier eenmaal: deze getallen tellen niet op.",
    ),
    "left_out": (
        "Not weighed",
        "Niet meegewogen",
        "Citations on the claim that are not weighed; the sheet of citations says why.",
        "Citaten over de claim die niet meewegen; het blad met citaten zegt waarom.",
    ),
    # claims
    "version": ("Version", "Versie", "Number of the wording of the claim.", "Nummer van de verwoording van de claim."),
    "statement": (
        "Statement",
        "Verwoording",
        "The claim in its latest wording.",
        "De claim in de laatste verwoording.",
    ),
    "intended": ("Intended", "Bedoeling", "What the programme meant to do.", "Wat het programma wilde doen."),
    "search_by": (
        "Search: by",
        "Tegenbewijs: door",
        "Who searched for evidence against the claim.",
        "Wie naar bewijs tegen de claim zocht.",
    ),
    "search_date": ("Search: date", "Tegenbewijs: datum", "When.", "Wanneer."),
    "search_where": ("Search: where", "Tegenbewijs: waar", "Where was looked.", "Waar is gezocht."),
    "search_found": ("Search: found", "Tegenbewijs: gevonden", "What was found.", "Wat is gevonden."),
    # decisions
    "verdict": ("Verdict", "Oordeel", "What the person decided.", "Wat de mens besloot."),
    "becomes": ("Becomes", "Wordt", "The claim into which it changed.", "De claim waarin zij veranderde."),
    "second_reader": ("Second reader", "Tweede lezer", "Initials of who read along.", "Initialen van wie meelas."),
    "reading_of": (
        "Our reading of",
        "Onze lezing van",
        "The published report from which we read this verdict. Empty: decided by the team itself.",
        "Het gepubliceerde rapport waaruit wij dit oordeel lezen. Leeg: door het team zelf besloten.",
    ),
    "section": ("Section", "Paragraaf", "Where in that report.", "Waar in dat rapport."),
    "rationale": (
        "Rationale",
        "Onderbouwing",
        "Why, in the person's own words.",
        "Waarom, in de eigen woorden van die mens.",
    ),
    # criteria
    "criterion": (
        "Criterion",
        "Criterium",
        "What a claim must be to be worth testing.",
        "Wat een claim moet zijn om te toetsen.",
    ),
    "met": (
        "Met",
        "Voldaan",
        "yes, no, or empty where nobody judged it.",
        "ja, nee, of leeg als niemand het beoordeelde.",
    ),
    "why": ("Why", "Waarom", "The reason that is written down.", "De reden die erbij staat."),
    # remarks
    "about": ("About", "Waarover", "What the remark is about.", "Waarover de opmerking gaat."),
    "text": ("Text", "Tekst", "The remark.", "De opmerking."),
    # mechanisms
    "number": (
        "Number",
        "Nummer",
        "Number of the mechanism in the chapter.",
        "Nummer van het mechanisme in het hoofdstuk.",
    ),
    "principle": (
        "Principle",
        "Principe",
        "The principle under which the writer groups it.",
        "Het principe waaronder de schrijver het groepeert.",
    ),
    "pattern": ("Pattern", "Patroon", "Id of the CMO pattern.", "Id van het CMO-patroon."),
    "shown_by": (
        "Citations",
        "Citaten",
        "Citations that show the mechanism in this claim, whatever their stance.",
        "Citaten die het mechanisme bij deze claim laten zien, wat hun standpunt ook is.",
    ),
    "held_back_count": (
        "Held back",
        "Niet getoond",
        "How many of them may not be shown here. They count all the same.",
        "Hoeveel daarvan hier niet getoond mogen worden. Ze tellen wel mee.",
    ),
    # evidence matrix
    "supports_voices": (
        "Supports: voices",
        "Steun: stemmen",
        "Different voices behind them.",
        "Verschillende stemmen daarachter.",
    ),
    "nuances_voices": (
        "Nuances: voices",
        "Nuance: stemmen",
        "Different voices behind them.",
        "Verschillende stemmen daarachter.",
    ),
    "refutes_voices": (
        "Refutes: voices",
        "Tegenspraak: stemmen",
        "Different voices behind them.",
        "Verschillende stemmen daarachter.",
    ),
    "suggests_voices": (
        "Suggests another: voices",
        "Andere claim: stemmen",
        "Different voices behind them.",
        "Verschillende stemmen daarachter.",
    ),
    "supports_here": (
        "Supports: citations",
        "Steun: citaten",
        "Citations of this group and kind that are weighed and support the claim, each counted once.",
        "Meegewogen citaten van deze groep en soort die de claim steunen, elk eenmaal geteld.",
    ),
    "nuances_here": (
        "Nuances: citations",
        "Nuance: citaten",
        "The same, that nuance it.",
        "Hetzelfde, die haar nuanceren.",
    ),
    "refutes_here": (
        "Refutes: citations",
        "Tegenspraak: citaten",
        "The same, that refute it.",
        "Hetzelfde, die haar tegenspreken.",
    ),
    "suggests_here": (
        "Suggests another: citations",
        "Andere claim: citaten",
        "The same, that suggest another claim.",
        "Hetzelfde, die een andere claim voorstellen.",
    ),
    "weighed_here": (
        "All: citations",
        "Samen: citaten",
        "A formula: the four stances of the row added up.",
        "Een formule: de vier standpunten van de rij opgeteld.",
    ),
    "voices_here": (
        "All: different voices",
        "Samen: verschillende stemmen",
        "Different voices in this row. They do not add up over rows.",
        "Verschillende stemmen in deze rij. Ze tellen niet op over rijen.",
    ),
    # citations
    "citation": ("Citation", "Citaat", "Id of the citation.", "Id van het citaat."),
    "stance": (
        "Stance",
        "Standpunt",
        "What the citation does with the claim. Empty: it takes no stance on a claim of this workbook.",
        "Wat het citaat met de claim doet. Leeg: geen standpunt over een claim van dit werkboek.",
    ),
    "other": (
        "Suggests",
        "Stelt voor",
        "The claim that it suggests instead.",
        "De claim die het in plaats daarvan voorstelt.",
    ),
    "in_context": (
        "Context",
        "Context",
        "1 where it shows this part of the pattern, else 0.",
        "1 als het dit deel van het patroon laat zien, anders 0.",
    ),
    "in_resource": (
        "Resource",
        "Middel",
        "1 where it shows this part of the pattern, else 0.",
        "1 als het dit deel van het patroon laat zien, anders 0.",
    ),
    "in_reasoning": (
        "Reasoning",
        "Redenering",
        "1 where it shows this part of the pattern, else 0.",
        "1 als het dit deel van het patroon laat zien, anders 0.",
    ),
    "in_outcome": (
        "Outcome",
        "Uitkomst",
        "1 where it shows this part of the pattern, else 0.",
        "1 als het dit deel van het patroon laat zien, anders 0.",
    ),
    "counts": (
        "Counts",
        "Telt",
        "1 where the row counts in the evidence matrix, else 0: it is weighed, and the first row of this citation with this stance on the claim. Add it up to count as the matrix does.",
        "1 als de rij telt in de bewijsmatrix, anders 0: meegewogen, en de eerste rij van dit citaat met dit standpunt over de claim. Tel op om te tellen zoals de matrix.",
    ),
    "not_weighed": (
        "Not weighed because",
        "Weegt niet mee, omdat",
        "Empty where it is weighed, or takes no stance.",
        "Leeg als het meeweegt, of geen standpunt inneemt.",
    ),
    "source": ("Source", "Bron", "Id of the source.", "Id van de bron."),
    "source_kind": ("Kind of source", "Soort bron", "What kind of source it is from.", "Uit wat voor bron het komt."),
    "voice": (
        "Voice",
        "Stem",
        "Sources that know of each other count as one voice; this is its id.",
        "Bronnen die van elkaar weten tellen als één stem; dit is het id ervan.",
    ),
    "role": ("Role", "Rol", "Role of the speaker; never a name.", "Rol van de spreker; nooit een naam."),
    "place": ("Place", "Plaats", "Where in the source.", "Waar in de bron."),
    "words": (
        "Words",
        "Woorden",
        "The words, or a paraphrase. Empty where they may not be shown.",
        "De woorden, of een parafrase. Leeg als ze niet getoond mogen worden.",
    ),
    "verbatim": (
        "Literal",
        "Letterlijk",
        "yes: the words themselves; no: a paraphrase.",
        "ja: de woorden zelf; nee: een parafrase.",
    ),
    "held_back": (
        "Held back",
        "Niet getoond",
        "yes where the words may not be shown here, for want of consent or since they are confidential. They count all the same.",
        "ja als de woorden hier niet getoond mogen worden: er is geen toestemming, of ze zijn vertrouwelijk. Ze tellen wel mee.",
    ),
    "quality": ("Quality", "Kwaliteit", "What the words rest on.", "Waarop de woorden rusten."),
    # codings
    "code": ("Code", "Code", "The code that was given.", "De code die is gegeven."),
    # patterns
    "intervention": ("Intervention", "Interventie", "What is done.", "Wat er gedaan wordt."),
    "context": (
        "Context",
        "Context",
        "In which circumstances; each on a line of its own, and in a row of its own in the sheet of parts.",
        "In welke omstandigheden; elk op een eigen regel, en in een eigen rij op het blad met delen.",
    ),
    "actor": ("Actor", "Actor", "Who reasons.", "Wie er redeneert."),
    "resource": ("Resource", "Middel", "What is offered.", "Wat wordt aangereikt."),
    "reasoning": ("Reasoning", "Redenering", "What the actor makes of it.", "Wat de actor ermee doet."),
    "outcome": ("Outcome", "Uitkomst", "What comes of it.", "Wat eruit volgt."),
    "is_intended": ("Intended", "Bedoeld", "Whether that was intended.", "Of dat de bedoeling was."),
    "direction": ("Direction", "Richting", "Whether the outcome is welcome.", "Of de uitkomst gewenst is."),
    "retroduction": (
        "Retroduction",
        "Retroductie",
        "Why it works so, as the team explains it.",
        "Waarom het zo werkt, zoals het team het verklaart.",
    ),
    # parts of patterns
    "part": (
        "Part",
        "Deel",
        "Context, resource, reasoning, outcome, or another influence.",
        "Context, middel, redenering, uitkomst, of een andere invloed.",
    ),
    "part_text": (
        "Text",
        "Tekst",
        "The part in words. Empty: not written down yet.",
        "Het deel in woorden. Leeg: nog niet opgeschreven.",
    ),
    "part_citations": (
        "Citations",
        "Citaten",
        "Citations that are weighed and show this part. Of a context in several rows, all rows together.",
        "Meegewogen citaten die dit deel laten zien. Bij een context in meer rijen: alle rijen samen.",
    ),
    # cases
    "case": ("Case", "Casus", "Id of the case.", "Id van de casus."),
    "summary_text": ("Summary", "Samenvatting", "The case in a few sentences.", "De casus in enkele zinnen."),
    "attributes_held_back": (
        "Attributes held back",
        "Kenmerken weggelaten",
        "yes where some of them would give the organisation away.",
        "ja als sommige de organisatie zouden verraden.",
    ),
    "set": ("Set", "Raamwerk", "Attribute, or the name of the framework.", "Kenmerk, of de naam van het raamwerk."),
    "item": (
        "Item",
        "Onderdeel",
        "Which attribute, or which dimension of the framework.",
        "Welk kenmerk, of welke dimensie van het raamwerk.",
    ),
    "value": (
        "Value",
        "Waarde",
        "What it is, or what the case says about it.",
        "Wat het is, of wat de casus erover zegt.",
    ),
    # sources
    "source_title": ("Title", "Titel", "What the source is; never who.", "Wat de bron is; nooit wie."),
    "participants": (
        "Participants",
        "Deelnemers",
        "Registered people who did not withdraw.",
        "Geregistreerde mensen die zich niet terugtrokken.",
    ),
    "source_citations": (
        "Citations",
        "Citaten",
        "Citations from it, each once. They add up to all citations of the evaluation.",
        "Citaten eruit, elk eenmaal. Ze tellen op tot alle citaten van de evaluatie.",
    ),
    "pooled": (
        "Pooled",
        "Samengevoegd",
        "yes where it stands for many talks as one.",
        "ja als zij voor veel gesprekken samen staat.",
    ),
    "reported_in": (
        "Known through",
        "Bekend uit",
        "The published report that it is known from.",
        "Het gepubliceerde rapport waaruit zij bekend is.",
    ),
    "reference": ("Reference", "Verwijzing", "Author, year, title and address.", "Auteur, jaar, titel en adres."),
    "confidentiality": ("Notes open to", "Notities open voor", "Who may see its notes.", "Wie haar notities mag zien."),
    # relations
    "from_kind": ("From: kind", "Van: soort", "What the relation starts from.", "Waar het verband begint."),
    "from": ("From", "Van", "Its id.", "Het id daarvan."),
    "relation": ("Relation", "Verband", "How they are related.", "Hoe zij samenhangen."),
    "to_kind": ("To: kind", "Naar: soort", "What it goes to.", "Waar het heen gaat."),
    "to": ("To", "Naar", "Its id.", "Het id daarvan."),
    "to_title": ("To: title", "Naar: titel", "Its title.", "De titel daarvan."),
    "note": ("Note", "Toelichting", "What is said about it.", "Wat erbij gezegd is."),
    # columns and lists
    "column": ("Column", "Kolom", "The heading.", "De kop."),
    "holds": ("Holds", "Wat erin staat", "What it holds.", "Wat erin staat."),
    "choices": (
        "List",
        "Lijst",
        "The list that it offers, when you change a cell.",
        "De lijst die hij aanbiedt, als je een cel verandert.",
    ),
    "list": ("List", "Lijst", "Name of the list.", "Naam van de lijst."),
    "choice": (
        "Value",
        "Waarde",
        "What may be chosen. Sort within a list only.",
        "Wat gekozen kan worden. Sorteer alleen binnen een lijst.",
    ),
    "meaning": ("Meaning", "Betekenis", "Its title, where it has one.", "De titel ervan, als die er is."),
}
"""By key: heading in English and Dutch, and what the column holds, in English and Dutch."""

WORDS: Mapping[str, tuple[str, str]] = {
    "total": ("Total", "Totaal"),
    "unknown": ("unknown", "onbekend"),
    "no_group": ("not known", "niet bekend"),
    "fictional": ("This evaluation is fictional.", "Deze evaluatie is fictief."),
    "made": (
        "Counted from the files of the evaluation. What you change here stays here: change the files, and make the report again.",
        "Geteld uit de bestanden van de evaluatie. Wat je hier verandert blijft hier: verander de bestanden, en maak het rapport opnieuw.",
    ),
    "cut": (
        "… [cut: the cell is full; the whole text stands in the evaluation's files]",
        "… [afgekapt: de cel is vol; de hele tekst staat in de bestanden van de evaluatie]",
    ),
    "not_listed": ("Not in the list", "Niet in de lijst"),
    "not_listed.about": (
        "This is not in the list of what the evaluation knows. Leave it so?",
        "Dit staat niet in de lijst van wat de evaluatie kent. Zo laten?",
    ),
    "no_links": (
        "No links: it has more rows than Excel can link.",
        "Geen koppelingen: er zijn meer rijen dan Excel kan koppelen.",
    ),
    "matrix_note": (
        "Citations add up over rows and stances; voices are different voices, so theirs do not.",
        "Citaten tellen op over rijen en standpunten; stemmen zijn verschillende stemmen en tellen dus niet op.",
    ),
    "citations_note": (
        "A citation with two stances has two rows: add up Counts to count as the evidence matrix does.",
        "Een citaat met twee standpunten heeft twee rijen: tel Telt op om te tellen zoals de bewijsmatrix.",
    ),
    "continued": (
        "Goes on in the next sheet: Excel has no more rows.",
        "Gaat verder op het volgende blad: Excel heeft niet meer rijen.",
    ),
    # remarks
    "about.reason": ("reason of the proposal", "reden van het voorstel"),
    "about.change": ("what would change the proposal", "wat het voorstel zou veranderen"),
    "about.missing": ("missing for more", "ontbreekt voor meer"),
    "about.lacks": ("the decision lacks", "aan het besluit ontbreekt"),
    "about.preliminary": ("preliminary because", "voorlopig omdat"),
    "about.incomplete": ("a file could not be read", "een bestand kon niet gelezen worden"),
    "about.rival": ("rival explanation", "andere verklaring"),
    # relations
    "rel.serves": ("serves to answer", "helpt beantwoorden"),
    "rel.for": ("is for", "is bestemd voor"),
    "rel.comes_from": ("comes from", "komt voort uit"),
    "rel.rests_on": ("rests on", "rust op"),
    "rel.sets_aside": ("sets aside", "legt terzijde"),
    "rel.leads_to": ("leads to", "leidt tot"),
    "rel.contrasts": ("contrasts with", "staat tegenover"),
    "rel.opened_by": ("was opened by", "is geopend door"),
    "rel.seen_in": ("is seen in", "is gezien in"),
    "rel.shows": ("shows", "laat zien"),
    "rel.deviates": ("deviates in", "wijkt af in"),
    "kind.claim": ("claim", "claim"),
    "kind.pattern": ("pattern", "patroon"),
    "kind.case": ("case", "casus"),
    "kind.source": ("source", "bron"),
    "kind.citation": ("citation", "citaat"),
    "kind.question": ("question", "vraag"),
    "kind.group": ("group", "groep"),
    "kind.recommendation": ("recommendation", "aanbeveling"),
    "attribute": ("attribute", "kenmerk"),
    "absent": ("absent", "afwezig"),
    "influence": ("other influence", "andere invloed"),
    # lists
    "list.claims": ("Claims", "Claims"),
    "list.patterns": ("Patterns", "Patronen"),
    "list.sources": ("Sources", "Bronnen"),
    "list.cases": ("Cases", "Casussen"),
    "list.codes": ("Codes", "Codes"),
    "list.groups": ("Groups", "Groepen"),
    "list.stances": ("Stances", "Standpunten"),
    "list.verdicts": ("Verdicts", "Oordelen"),
    "list.qualities": ("Qualities", "Kwaliteiten"),
    "list.source_kinds": ("Kinds of source", "Soorten bronnen"),
    "list.claim_kinds": ("Kinds of claim", "Soorten claims"),
    "list.case_kinds": ("Kinds of case", "Soorten casussen"),
    "list.criteria": ("Criteria", "Criteria"),
    "list.directions": ("Directions", "Richtingen"),
    "list.readers": ("Readers of notes", "Lezers van notities"),
    "list.parts": ("Parts", "Delen"),
    "list.yes_no": ("Yes or no", "Ja of nee"),
    "list.team": ("Team", "Team"),
}
"""Other words of the workbook, in English and Dutch."""


def catalogue(place: int) -> dict[str, str]:
    """The wording of the workbook in one language: 0 is English, 1 Dutch."""
    words = {f"book.{key}": both[place] for key, both in WORDS.items()}
    for prefix, table, second in (("sheet", SHEETS, "rows"), ("column", COLUMNS, "about")):
        for key, texts in table.items():
            words[f"{prefix}.{key}"] = texts[place]
            words[f"{prefix}.{key}.{second}"] = texts[2 + place]
    return words
