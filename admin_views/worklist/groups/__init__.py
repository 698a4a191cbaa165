"""The groups of the worklist, the one that can hurt a child most first.

The numbers leave room for another in between.

10. A welfare concern nobody has acknowledged: a child may be coming to harm this minute.
15. A referral nobody has decided on: nobody has looked yet whether the child is in danger.
20. A restricted record was opened: if by the wrong person, a family in hiding can be
   found within the hour. Little else here does so much harm so fast.
30. A case nobody owns: a child is missing and no one is looking.
40. A mail that did not go, or may not have: a question nobody was asked, which looks asked,
   and on which the chasing waits.
45. A file the virus scanner has not looked at: the proof is here, and nobody may read it.
46. The same of a file that an officer put with a child.
47. A hand-over nobody has acknowledged: each council may think the child is the other's.
48. A file with a virus in it: whoever attached it counts on it, and nobody will ever read it.
50. An enquiry overdue: asked and chased, but the answer on which a child hangs is not there.
54. A visit to make: somebody promised to go and look.
55. A standard of service due: late by our own word, and the child waits.
56. Checks to do: what the search itself asks for is not done.
57. A review due: nobody has looked at the whole of it for weeks.
58. A standing to be signed: the officer can do no more, and a manager has not looked.
60. Nothing has happened: nobody decided to leave this child, it was forgotten.
62. A standing to be looked at again: still believed, and still not known.
65. A place that starts: if the child does not arrive, the search begins anew.
66. A hand-over acknowledged, the case still open: nobody is in danger, but two work on one.
70. A task due: somebody knows and has a day for it.
75. Over compulsory school age: the case may end; nobody is in danger by it.
80. A family's answer due: nothing is late yet; a word before it is.
"""

from __future__ import annotations

from admin_views.worklist.groups import (
    cases,
    clocks,
    concerns,
    enquiries,
    files,
    handovers,
    mails,
    referrals,
    restricted,
    search,
    tasks,
)

__all__ = [
    "cases",
    "clocks",
    "concerns",
    "enquiries",
    "files",
    "handovers",
    "mails",
    "referrals",
    "restricted",
    "search",
    "tasks",
]
