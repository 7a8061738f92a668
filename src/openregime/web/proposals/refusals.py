"""What the readers of tables and files say of them, in the reader's language.

The readers know no languages: their sentences are recognised here and said again. One that is not known stays as it is;
a test holds this list to the sentences of the readers.
"""

import re
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from openregime.io.proposals.files import BadAttachment
from openregime.io.tables import UnreadableTable

SENTENCES = (
    # tables
    gettext_noop("has %(size)s MB; a table of claims may have %(most)s. Split it."),
    gettext_noop("%(size)s MB is more than the %(most)s MB a table may have. Split it."),
    gettext_noop("is neither .csv nor .xlsx. Use the template."),
    gettext_noop("is a workbook, although its name says CSV. Name it .xlsx."),
    gettext_noop("has no rows below its header. Write one row for each claim."),
    gettext_noop("has %(count)s rows; at most %(most)s are taken at once. Split it."),
    gettext_noop("is the example of the template. Take the row out."),
    gettext_noop("is no workbook that can be read. Save it again."),
    gettext_noop("is no workbook that can be read. Save it again as XLSX."),
    gettext_noop("no sheet has the columns %(columns)s in its first row. Use the template."),
    gettext_noop("more than one sheet has the columns %(columns)s in its first row. Use the template."),
    gettext_noop("the column “%(column)s” stands twice or is none of %(columns)s. Take it out."),
    gettext_noop("the column %(column)s stands twice. Name each column once."),
    gettext_noop("“%(column)s” is no name for a column. Is this a CSV table?"),
    gettext_noop("the column %(column)s is missing from the header: %(header)s."),
    gettext_noop("the column %(column)s is none of %(columns)s. Take it out."),
    gettext_noop("line %(line)s is not UTF-8 text. Save the table as CSV in UTF-8."),
    gettext_noop("the file is empty. The first line must name the columns."),
    gettext_noop("line 1 cannot be read (%(why)s). The first line must name the columns."),
    gettext_noop("there is no such file. Check the name and the folder."),
    # rows and cells
    gettext_noop("holds a formula. Write what it comes to."),
    gettext_noop("holds an error. Mend it."),
    gettext_noop("has a cell beside the columns of the header. Take it out."),
    gettext_noop("cannot be read (%(why)s). Is the file cut off, or a quote open?"),
    gettext_noop("has %(count)s fields where the header has %(most)s."),
    gettext_noop("holds a control character. Remove it."),
    gettext_noop("“%(cell)s” begins like a formula. Write plain text or a number."),
    gettext_noop("is a yes-or-no cell of the spreadsheet. Write it as text."),
    gettext_noop("holds a day with a time. Write the day alone, as YYYY-MM-DD."),
    gettext_noop("holds a time. Write the day, as YYYY-MM-DD."),
    gettext_noop("“%(cell)s” is not one day. Write it as YYYY-MM-DD."),
    gettext_noop("“%(cell)s” is not a whole number. Write digits only."),
    gettext_noop("“%(cell)s” is not a date. Write the day as YYYY-MM-DD, for example 2016-05-08."),
    gettext_noop("A window ends before it begins: %(first)s to %(last)s. Turn the two days round."),
    # documents and workbooks
    gettext_noop("is not what its name says. Save it again in the format of its name."),
    gettext_noop("is no document that can be read, or something stands before or after it. Save it again."),
    gettext_noop("unfolds to far more than a document needs. Save it again, without what is embedded."),
    gettext_noop("holds parts with names that lead elsewhere. Save it again."),
    gettext_noop("is locked with a password, so nobody can look inside. Send it without one."),
    gettext_noop("holds a macro or something embedded (%(part)s). Save it without macros, or send a PDF."),
    gettext_noop("the part %(part)s is written in an unusual way. Save it again."),
    gettext_noop("holds a macro. Save it without macros, or send a PDF."),
    gettext_noop("fetches something from elsewhere when it is opened. Save it without links to other files."),
    # files beside a claim
    gettext_noop("the file is empty. Choose another one."),
    gettext_noop("has %(size)s bytes; at most %(most)s are kept. Make it smaller."),
    gettext_noop("files ending in .%(ending)s are not taken; these are: %(endings)s."),
    gettext_noop("holds an archive inside. Send the document alone."),
    gettext_noop("is two kinds of file at once. Send the document alone."),
    gettext_noop("the name holds a path. Name the file alone."),
    gettext_noop("the name is longer than %(most)s characters. Shorten it."),
    gettext_noop("the name holds characters that cannot be seen. Rename the file."),
    gettext_noop("the name needs a word, a dot and an ending, such as report.pdf. Rename the file."),
    gettext_noop("is no PDF, although its name says so. Save it as PDF again."),
    gettext_noop("is a PDF that is cut off, or something follows after its end. Save it as PDF again."),
    gettext_noop("is locked, so nobody can look inside. Print it into a plain PDF and send that."),
    gettext_noop("unfolds to far more than a document needs. Save it as PDF again, without what is embedded."),
    gettext_noop("holds something that runs or is embedded (%(part)s). Print it into a plain PDF and send that."),
    gettext_noop("is no PNG, is damaged, or something follows after its end. Save the picture again."),
    gettext_noop("is no JPEG, is damaged, or something follows after its end. Save the picture again."),
    gettext_noop("has %(width)s x %(height)s dots; at most %(most)s are taken. Make the picture smaller."),
    gettext_noop("line %(line)s is not UTF-8 text. Save the file as UTF-8."),
    gettext_noop("line %(line)s holds a control character. Save it as plain text."),
    gettext_noop("begins like a page or a program, not like text. Send it as what it is, or as PDF."),
)
_TABLE = "is no table that can be read: "
_LINE = re.compile(r"line (?P<line>\d+), (?P<field>[^:]{1,60}): (?P<rest>.+)", re.DOTALL)


def told(message: str) -> str:
    """A sentence of the readers in the reader's language."""
    if message.startswith(_TABLE):
        return _("is no table that can be read: %(why)s") % {"why": told(message.removeprefix(_TABLE))}
    for sentence, pattern in _patterns():
        if found := pattern.fullmatch(message):
            return _(sentence) % found.groupdict() if found.groupdict() else _(sentence)
    if nested := _LINE.fullmatch(message):
        said = {"line": nested["line"], "field": nested["field"], "why": told(nested["rest"])}
        return _("line %(line)s, %(field)s: %(why)s") % said
    return message


def told_of(error: UnreadableTable | BadAttachment) -> str:
    """What is wrong with a file, with its name before it."""
    line = getattr(error, "line", 0)
    if line:
        said = {"file": error.file, "line": line, "why": told(error.message)}
        return _("%(file)s, line %(line)d: %(why)s") % said
    return _("%(file)s: %(why)s") % {"file": error.file, "why": told(error.message)}


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sentence, _pattern(sentence)) for sentence in SENTENCES)


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", sentence)
    text = "".join(f"(?P<{part}>.*?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    return re.compile(text, re.DOTALL)
