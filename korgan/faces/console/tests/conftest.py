from korgan.evidence.tests.conftest import evidence_root

__all__ = ["evidence_root"]
