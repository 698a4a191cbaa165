"""The mail with six digits that shows that whoever opened a link reads the mail it came by."""

from __future__ import annotations

from datetime import date, datetime

from correspondence.drafted import drafted
from correspondence.emails import Words
from correspondence.reply_links import CODE, in_mail
from models.outgoing.reply_code import ReplyCode
from models.outgoing.reply_link import ReplyLink
from models.scope import Scope
from models.sealing import Seal
from models.transaction import transaction


def send_code(scope: Scope, link: ReplyLink, seal: Seal, now: datetime, today: date) -> None:
    """Queue a code to the address the question went to. RuleBroken says when to ask again.

    It goes at the next tick, at any hour: in ten minutes it is no good.
    """
    with transaction(scope, now) as changes:
        code = ReplyCode.make(link, seal, now)
        words = Words("The code you asked for", code_words(code, link))
        queued = {"urgent": True, "state": "queued", "queued_at": now}
        drafted(link.authority, link.email, words, today, **queued)
        changes.record("code_sent", link)


def code_words(code: ReplyCode, link: ReplyLink) -> str:
    """Return the words of the mail. The digits themselves are put in as it leaves."""
    council = link.authority
    call = f" or call {council.phone}" if council.phone else ""
    return "\n\n".join(
        [
            "Hello,",
            "Somebody, we hope you, opened a page of ours to answer a question and asked for a "
            "code. It is:",
            f"    {in_mail(CODE, code)}",
            "Type it on that page within ten minutes. It works once.",
            f"If you did not ask for it, do nothing, and tell us: reply to this email{call}.",
            "\n".join(line for line in (council.team_name, council.name) if line) + "\n",
        ]
    )
