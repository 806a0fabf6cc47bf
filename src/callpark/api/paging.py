"""Pages: how many, from where, and the Link header to the next one (RFC 8288, as Webex clients read it)."""

from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from callpark.api.queries import PagedQuery
from callpark.parking.model import PAGE_MOST

if TYPE_CHECKING:
    from callpark.api.door import Call

T = TypeVar("T")
Headers = dict[str, str]


def page_size(query: PagedQuery) -> int:
    """What was asked for, within the ceiling."""
    return min(query.max, PAGE_MOST)


def one_more(query: PagedQuery) -> int:
    """How many rows to read: one beyond the page tells whether there is a next one, without a count."""
    return page_size(query) + 1


def cut(call: "Call", query: PagedQuery, rows: list[T]) -> tuple[list[T], Headers]:
    """The page's own of `rows`, and the header that leads to the next page if there is one."""
    return rows[: page_size(query)], following(call, query, len(rows))


def following(call: "Call", query: PagedQuery, found: int) -> Headers:
    """The header that leads to the next page if as many rows were found as `one_more` asks for."""
    size = page_size(query)
    return next_page(call, max=str(size), start=str(query.start + size)) if found > size else {}


def next_page(call: "Call", **changed: str) -> Headers:
    """A Link to this request with other paging parameters. Absolute, since clients use it as it is and add nothing.

    There is no blank behind the semicolon, and `,`, `;` and `|` are percent-encoded: some clients split there.
    """
    kept = [(name, value) for name, value in call.parameters if name not in changed]
    return {"link": f'<{call.origin}{call.path}?{urlencode([*kept, *changed.items()])}>;rel="next"'}
