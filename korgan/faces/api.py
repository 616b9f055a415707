"""One API of two faces; each has its own schemas and its own way to know who asks."""

from collections.abc import Iterator, Mapping
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from korgan.faces.body import StrictJson
from korgan.faces.citizen.api import router as citizen
from korgan.faces.citizen.by_signature import router as by_signature
from korgan.faces.citizen.my_data import router as my_data
from korgan.faces.citizen.signing_in import router as signing_in
from korgan.faces.console.acting import router as acting
from korgan.faces.console.desk_work import router as desk_work
from korgan.faces.console.evidence import router as evidence
from korgan.faces.console.following import router as following
from korgan.faces.console.linking import router as linking
from korgan.faces.console.notes import router as notes
from korgan.faces.console.person import router as person
from korgan.faces.console.reading import router as reading
from korgan.faces.console.sign_ins import router as sign_ins
from korgan.faces.console.templates import router as templates
from korgan.faces.console.transfer import router as transfer
from korgan.faces.console.who import staff
from korgan.faces.refusals import teach


class Described(NinjaAPI):
    """The API whose description also tells what is refused before an operation is asked."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for path, operations in schema["paths"].items():
            for operation in operations.values():
                for status in refused_before(path, operation):
                    operation["responses"].setdefault(status, REFUSAL)
        return schema


REFUSAL = {
    "description": "Refused",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}},
}


def refused_before(path: str, operation: Mapping[str, Any]) -> Iterator[int]:
    """The statuses of faces/refusals.py that any operation of this shape may answer."""
    if "/console/" in path:
        yield from (401, 403)
    if "{" in path:
        yield 404
    if "requestBody" in operation:
        yield from (400, 403, 408, 411, 413)
    if "requestBody" in operation or operation.get("parameters"):
        yield 422
    yield from (414, 429, 431, 503)


api = Described(
    title="Korgan",
    version="1",
    description="Citizen app and operators' console.",
    docs_url="/docs",
    parser=StrictJson(),
)
api.add_router("/citizen", citizen, tags=["citizen"])
for router in (signing_in, by_signature, my_data):
    api.add_router("/citizen", router, tags=["citizen"])
HANDLING = (notes, transfer, linking, following, desk_work)
for router in (reading, acting, templates, evidence, sign_ins, person, *HANDLING):
    api.add_router("/console", router, auth=staff, tags=["console"])
teach(api)
