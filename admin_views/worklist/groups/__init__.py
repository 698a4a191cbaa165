"""The groups of the worklist, the one that can hurt a child most first.

1. A restricted record was opened: if by the wrong person, a family in hiding can be
   found within the hour. Nothing else here does so much harm so fast.
2. A case nobody owns: a child is missing and no one is looking.
3. A mail that did not go, or may not have: a question nobody was asked, which looks asked,
   and on which the chasing waits.
4. An enquiry overdue: asked and chased, but the answer on which a child hangs is not there.
5. Nothing has happened: nobody decided to leave this child, it was forgotten.
6. A task due: somebody knows and has a day for it.
7. A family's answer due: nothing is late yet; a word before it is.
"""

from __future__ import annotations

from admin_views.worklist.groups import cases, enquiries, mails, restricted, tasks

__all__ = ["cases", "enquiries", "mails", "restricted", "tasks"]
