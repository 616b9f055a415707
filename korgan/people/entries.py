from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UserAdded:
    user: int


@dataclass(frozen=True, slots=True)
class RoleGranted:
    user: int
    role: str
    area: int


@dataclass(frozen=True, slots=True)
class RoleEnded:
    user: int
    role: str
    area: int
