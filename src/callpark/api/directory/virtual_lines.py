"""stub"""

from callpark.api.door import Route

ROUTES: list[Route] = []
