"""stub"""

from dataclasses import dataclass
from uuid import UUID
from callpark.provisioning.access import Role

ALASKA = JOHN_BROWN = JOHN_SMITH = CALL_PARK_EXTENSION = UUID(int=0)
SUPPORT = None


@dataclass
class Demo:
    organization_id: UUID
    tokens: dict[Role, str]


async def demo_organization(database): ...
