"""One API of two faces; each has its own schemas and its own way to know who asks."""

from ninja import NinjaAPI

from korgan.faces.body import StrictJson
from korgan.faces.citizen.api import router as citizen
from korgan.faces.console.acting import router as acting
from korgan.faces.console.evidence import router as evidence
from korgan.faces.console.reading import router as reading
from korgan.faces.console.who import staff
from korgan.faces.refusals import teach

api = NinjaAPI(
    title="Korgan",
    version="1",
    description="Citizen app and operators' console.",
    docs_url="/docs",
    parser=StrictJson(),
)
api.add_router("/citizen", citizen, tags=["citizen"])
for router in (reading, acting, evidence):
    api.add_router("/console", router, auth=staff, tags=["console"])
teach(api)
