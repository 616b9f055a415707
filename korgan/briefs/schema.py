from pydantic import BaseModel, ConfigDict


class Schema(BaseModel):
    """What is sent and answered. Not ninja's own, which walks every value once more in Python."""

    model_config = ConfigDict(from_attributes=True)
