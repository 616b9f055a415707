"""What took how long, for OpenTelemetry: off, and not even imported, unless OTEL_EXPORTER_OTLP_ENDPOINT is set.

A span holds names of ours, route templates, ids and codes; never what somebody wrote, nor an address with its query.
All spans about one appeal are one trace, whose id is the appeal's own: nothing has to be carried through the journal,
and whoever has an appeal's id finds its trace."""

import logging
import os

from korgan.tracing.spans import Off, Spans

VARIABLES = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
logger = logging.getLogger(__name__)


def receiver() -> str:
    """Where spans go; empty when traces are off."""
    exact, base = (os.environ.get(name, "") for name in VARIABLES)
    return exact or (f"{base.rstrip('/')}/v1/traces" if base else "")


spans: Spans = Off()
if receiver():
    try:
        from korgan.tracing.exporting import On
    except ImportError:
        logger.warning("traces are set but not installed: pip install 'korgan[traces]'")
    else:
        spans = On()
