"""What the record does not know, in plain words; docs/why/limits-of-the-data.md carries the same sentences."""
# ruff: noqa: E501 - a sentence is one message for the translators
# fmt: off

from django.utils.translation import gettext_noop as _

LIMITS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        _("How to read what is missing"),
        (
            _("An empty place means that nothing was found. It never means no."),
            _("Only where a list is complete up to a day does absence from it mean no, and only up to that day."),
            _("Public copies were read, not the living pages of the depositaries. Ask them before you quote a status of today."),
            _("Every source keeps its own date. What a source without a date says counts as known from the day on which this record was compiled."),
        ),
    ),
    (
        _("Treaties and agreements"),
        (
            _("Amendment to the CPPNM: of 128 parties on the list, 87 have no day of deposit. Their deposits lie inside windows, and published totals narrow the count between them. Ten of the 138 parties counted in 2025 are not known by name."),
            _("ICSANT: all 127 parties of May 2025 are named; for 15 of them the day of deposit was not found."),
            _("CPPNM: after March 2020 only Angola and Zimbabwe were found; two parties of the 165 counted in 2025 are missing."),
            _("Convention on Nuclear Safety and Joint Convention: named lists reach to March 2020, with a few later States."),
            _("Safeguards agreements and additional protocols carry no days at all; the list of additional protocols ends in June 2011, with some 28 later ones missing."),
            _("The NPT is read as it stood in October 2009, without days of signature and with a few States missing."),
            _("Reservations are recorded only where a source names them; an empty place says nothing."),
            _("Days of predecessor States were not carried over to their successors."),
            _("59 States came into being after 1970. Nothing is asked of them before their first day. Each of these days has a source; for 31 of them some list of States gives another day, often that of recognition or of admission to the United Nations: kept is the day of the State's own act, or the one that depositaries use."),
            _("Russia goes on as the Soviet Union did. Belarus and Ukraine, Members of the United Nations since 1945, and States that were divided, merged or protected, such as Germany, Yemen and Oman, are read throughout."),
        ),
    ),
    (
        _("Resolution 1540, promises and programmes"),
        (
            _("No list of the first national reports under resolution 1540 could be read; there is only the total of 97 at the end of 2004."),
            _("The Code of Conduct on radioactive sources is known only as totals, not by State."),
            _("INFCIRC/869: 31 of 38 subscribers are named. Global Initiative: 37 of 86. Trafficking database: 3 of 145."),
            _("Joint statements of the summits: 36 statements, of which several are known by title only. For the members of the Contact Group and for some circulars no list was found."),
            _("How far national promises of 2014 and 2016 were kept is not known as a figure."),
        ),
    ),
    (
        _("Missions, training and events"),
        (
            _("Advisory missions: 65 held missions in 41 States are named; 100 missions in 60 States had been counted by September 2023. Most of those of 1998 to 2012 are missing. Whether a report was published is known for a handful."),
            _("Training and support institutions: 13 of some 65 countries that have one."),
            _("Missions, institutions and events are those that public pages name. They lean towards States with press releases in English and are no sample: do not count them as frequencies."),
            _("Events were chosen for what they teach, not drawn by chance."),
        ),
    ),
    (
        _("Stakes and outside indices"),
        (
            _("Quantities of highly enriched uranium are outside estimates with large errors, military and civil together. Plutonium is not in the record."),
            _("For thirteen holders no quantity is known by State."),
            _("Power reactors are those of March 2024; research reactors by State are old and few."),
            _("The outside index is complete only for one edition and one ranking; its weights were not found."),
        ),
    ),
    (
        _("National implementation"),
        (
            _("What a State has put into its laws and practice is mostly not public. It reads as unknown, and the State's own word can fill it in."),
            _("Provisions are paraphrased. Where the text was not checked, the page says so."),
        ),
    ),
)
"""(heading, sentences), in order; English, to be translated where they are shown."""
