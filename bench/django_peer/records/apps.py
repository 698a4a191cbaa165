"""Names the app."""

from __future__ import annotations

from django.apps import AppConfig


class Records(AppConfig):
    name = "bench.django_peer.records"
    label = "records"
