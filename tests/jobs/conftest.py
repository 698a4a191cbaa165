"""The certificates that only a test trusts, made for the mailer's own tests."""

from tests.correspondence.conftest import certificates, made_certificates

__all__ = ["certificates", "made_certificates"]
