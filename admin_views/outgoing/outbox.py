"""Screens for what leaves by email: messages and their states, chases, ladders."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response

from admin_views.asking import scope, today
from admin_views.doors.sessions import request_now
from admin_views.outgoing.outbox_words import Count, counts, uncertain
from admin_views.records.base import Action, CaseView, Related
from admin_views.records.forms import ReaddressForm
from admin_views.records.words import in_words
from correspondence.readdressing import readdress
from models.base import BaseModel
from models.outgoing.chase import Chase
from models.outgoing.ladder import Ladder, LadderStep
from models.outgoing.message import Message
from models.transaction import transaction


def _settling(label: str, view: str, happens: str) -> Action:
    words = f"{happens} This cannot be undone."
    return Action(label, f"messages.{view}_view", True, ("change", Message), confirm=words)


class MessageView(CaseView):
    shows = Message
    title = "Messages"
    address = "messages"
    group = "Mail"
    creates = False
    edits = False
    column_list = ("reference", "recipient", "subject", "state", "due_on", "sent_at", "why")
    column_labels = {
        "due_on": "Due",
        "sent_at": "Sent",
        "why": "What is known",
        "data_begun_at": "Handed over from",
    }
    above = "messages_above.html"
    column_details_list = [
        "reference",
        "recipient",
        "subject",
        "body",
        "state",
        "why",
        "due_on",
        "queued_at",
        "tries",
        "next_try_at",
        "data_begun_at",
        "sent_at",
        "message_id",
    ]
    column_default_sort = ("id", True)
    search_in = (Message.recipient, Message.subject)
    narrow_by = ("state", "due_on", "authority")
    related = (Related("Chases in it", Chase, "message"),)
    actions = (
        _settling("It arrived", "arrived", "It is recorded as sent, on your word."),
        _settling(
            "It did not arrive",
            "lost",
            "It is recorded as failed, on your word. It is not sent again by itself.",
        ),
        _settling(
            "Send it after all",
            "send",
            "It goes into the outbox, is looked at once more, and leaves by mail.",
        ),
        _settling("Do not send it", "cancel", "It is cancelled and will never be sent."),
        Action("Send to another address", "messages.readdress_view", False, ("change", Message)),
    )

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, Message)
        arrived, lost, send, cancel, readdress_ = self.actions
        offered = {
            "uncertain": [arrived, lost],
            "held": [send, cancel],
            "queued": [cancel],
            "deferred": [cancel],
        }
        if row.state == "failed" and row.replaced_by() is None:
            return [readdress_]
        return offered.get(row.state, [])

    def counts(self) -> list[Count]:
        return counts()

    def uncertain(self) -> list[Message]:
        return uncertain()

    def handed_over_from(self, message: Message) -> str:
        return in_words(message, "data_begun_at") or "a time not kept"

    @expose("/arrived/", methods=("POST",))
    def arrived_view(self) -> Response:
        """Settle an uncertain message as sent; a person knows, the program cannot."""
        return self._settled(lambda m: m.mark_sent(request_now(), today()), "Recorded as sent.")

    @expose("/lost/", methods=("POST",))
    def lost_view(self) -> Response:
        words = "Recorded as failed. Ask again by phone, or start a new round."
        return self._settled(lambda message: message.settle_lost(), words)

    @expose("/send/", methods=("POST",))
    def send_view(self) -> Response:
        """Let a message that was set aside go after all; it is looked at once more first."""
        return self._settled(lambda m: m.queue(request_now()), "It is in the outbox again.")

    @expose("/cancel/", methods=("POST",))
    def cancel_view(self) -> Response:
        words = "It will not be sent."
        return self._settled(lambda m: m.cancel("Cancelled by an officer."), words)

    @expose("/readdress/", methods=("GET", "POST"))
    def readdress_view(self) -> Response | tuple[str, int]:
        """Send the words of a failed message to an address that somebody found out."""
        message = self._to_act_on(Message, "change", Message)
        form = ReaddressForm(request.form if request.method == "POST" else None)
        if (
            request.method == "POST"
            and form.validate()
            and self.written(lambda: self._readdress(message, form))
        ):
            flash("It is in the outbox under a number of its own.", "success")
            return redirect(url_for(".details_view", id=message.id))
        return self.form_page(form, "readdress.html", row=message)

    def _readdress(self, message: Message, form: ReaddressForm) -> None:
        readdress(message, str(form.recipient.data), str(form.reason.data), request_now())

    def _settled(self, settle: Callable[[Message], None], words: str) -> Response:
        message = self._to_act_on(Message, "change", Message)
        with transaction(scope(), request_now()):
            settle(message)
        flash(words, "success")
        return redirect(url_for(".details_view", id=message.id))


class ChaseView(CaseView):
    shows = Chase
    title = "Chases"
    address = "chases"
    group = "Mail"
    creates = False
    edits = False
    column_list = ("enquiry.reference", "round", "step", "recipient", "message", "made_at")
    column_labels = {"enquiry.reference": "Enquiry", "made_at": "Made"}
    column_default_sort = ("id", True)
    column_sortable_list = (("made_at", "made_at"), ("step", "step"))
    loads = ("enquiry",)
    search_child = Chase.enquiry
    narrow_by = ("authority",)


class LadderView(CaseView):
    shows = Ladder
    title = "Ladders"
    address = "ladders"
    group = "Mail"
    creates = False
    column_list = ("asked", "active", "authority")
    form_columns = ("active",)
    narrow_by = ("authority", "asked")
    related = (Related("Steps", LadderStep, "ladder"),)


class LadderStepView(CaseView):
    shows = LadderStep
    title = "Ladder steps"
    address = "ladder-steps"
    group = "Mail"
    column_list = ("ladder", "number", "working_days", "opening")
    column_labels = {"working_days": "Working days after the answer was due"}
    column_sortable_list = (("number", "number"), ("working_days", "working_days"))
    form_columns = ("ladder", "number", "working_days", "opening")
    prefills = ("ladder",)
