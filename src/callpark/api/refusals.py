"""The one table of HTTP statuses and error codes of refusals, and the error body.

Codes below 90000 are the Webex API's own, kept because clients read them; the others are ours: a number never changes
its meaning. The body has exactly the keys that wxc-sdk, in its strictest mode, accepts.
"""

from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from callpark import errors


class WrongMethod(errors.CallParkError):
    def __init__(self, allowed: str) -> None:
        super().__init__(f"This resource does not support the method. Use {allowed}.")
        self.allowed = allowed


class UnsupportedMediaType(errors.CallParkError):
    pass


class TooLarge(errors.CallParkError):
    def __init__(self, most: int) -> None:
        super().__init__(f"The request's body is larger than {most} bytes.")


class MalformedRequest(errors.CallParkError):
    def __init__(self, why: str = "Its first line, a header or its body breaks the rules of HTTP/1.1.") -> None:
        super().__init__(f"The request is malformed. {why}")


class HeadTooLarge(errors.CallParkError):
    def __init__(self, most: int) -> None:
        super().__init__(f"The request's first line and headers are larger than {most} bytes.")


class TooSlow(errors.CallParkError):
    def __init__(self, seconds: int) -> None:
        super().__init__(f"The request was not complete {seconds} seconds after it began. Send it again in one go.")


class NoSuchResource(errors.NotFound):
    def __init__(self) -> None:
        super().__init__("The URI requested is invalid: no resource has this path.")


class NotAcceptable(errors.NotFound):
    def __init__(self) -> None:
        super().__init__("The requested format is not supported: answers are application/json.")


class InternalError(errors.CallParkError):
    def __init__(self) -> None:
        super().__init__("Something went wrong on the server. Its log has the details under this tracking id.")


class ErrorDetail(Struct, rename="camel"):
    error_code: int
    description: str


class ErrorBody(Struct, rename="camel"):
    """The body of every error. docs/errors.md has all codes."""

    error_code: int
    message: str
    errors: list[ErrorDetail]
    tracking_id: str


class Answer(NamedTuple):
    """`outer` is the top-level errorCode where it differs from the one in `errors`."""

    status: int
    code: int
    outer: int | None = None


# The nearest ancestor decides.
ANSWERS: dict[type[errors.CallParkError], Answer] = {
    errors.Invalid: Answer(400, 90000),
    errors.MissingField: Answer(400, 25008),
    errors.InvalidValue: Answer(400, 25024),
    errors.MalformedBody: Answer(400, 25024),
    errors.WrongLength: Answer(400, 25110),
    errors.NotDigits: Answer(400, 4910),
    errors.HuntGroupRequired: Answer(400, 9490),
    errors.UnknownReference: Answer(400, 90001),
    errors.UnknownAgent: Answer(400, 4008),
    errors.OfAnotherLocation: Answer(400, 90002),
    errors.NumberNotInLocation: Answer(400, 4250),
    errors.CallingRequired: Answer(400, 90003),
    MalformedRequest: Answer(400, 90004),
    errors.NotAuthenticated: Answer(401, 90100),
    errors.NotAllowed: Answer(403, 90300),
    errors.NotFound: Answer(404, 90400),
    NoSuchResource: Answer(404, 90401),
    NotAcceptable: Answer(404, 90402),
    errors.NoSuchLocation: Answer(404, 90403),
    errors.NoSuchCallPark: Answer(404, 4395),
    errors.NoSuchLine: Answer(404, 4008),
    errors.NoSuchThing: Answer(404, 90404),
    WrongMethod: Answer(405, 90500),
    TooSlow: Answer(408, 90800),
    errors.Conflict: Answer(409, 90900),
    errors.NameTaken: Answer(409, 90901),
    errors.ExtensionTaken: Answer(409, 9495),
    errors.NumberTaken: Answer(409, 8363, 25223),
    errors.NumberInUse: Answer(409, 90902),
    errors.EmailTaken: Answer(409, 90903),
    errors.AgentInAnotherCallPark: Answer(409, 90904),
    errors.ExtensionInAnotherCallPark: Answer(409, 90905),
    errors.LocationInUse: Answer(409, 50003),
    errors.Overtaken: Answer(409, 90906),
    errors.KeyReused: Answer(409, 90907),
    TooLarge: Answer(413, 91300),
    UnsupportedMediaType: Answer(415, 91500),
    errors.Locked: Answer(423, 92300),
    errors.TooManyRequests: Answer(429, 92900),
    errors.TooManyGuesses: Answer(429, 92901),
    HeadTooLarge: Answer(431, 93100),
    InternalError: Answer(500, 95000),
    errors.Unavailable: Answer(503, 95300),
    errors.TooManyWaiting: Answer(503, 95301),
    errors.TimedOut: Answer(504, 95400),
}

CHALLENGE: Final = 'Bearer realm="callpark"'
"""RFC 6750 §3: without credentials no error is named; of the reasons for a 403, a missing scope is."""

# Never answered over HTTP: they are for who runs a command.
SHELL_ONLY = (errors.OperatorError,)


def answer_of(refusal: type[errors.CallParkError]) -> Answer:
    return next(ANSWERS[ancestor] for ancestor in refusal.__mro__ if ancestor in ANSWERS)


def body_of(refusal: errors.CallParkError, tracking_id: str) -> tuple[int, bytes, dict[str, str]]:
    """The status, the JSON body and the headers that a refusal is answered with."""
    status, code, outer = answer_of(type(refusal))
    details = [ErrorDetail(error_code=code, description=refusal.message)]
    body = ErrorBody(error_code=outer or code, message=refusal.message, errors=details, tracking_id=tracking_id)
    headers = {}
    if isinstance(refusal, errors.NotAuthenticated):
        headers["www-authenticate"] = CHALLENGE + (
            f', error="invalid_token", error_description="{refusal.message}"'
            if isinstance(refusal, errors.InvalidToken)
            else ""
        )
    if isinstance(refusal, errors.MissingScope):
        headers["www-authenticate"] = f'{CHALLENGE}, error="insufficient_scope", scope="{" ".join(refusal.scopes)}"'
    if isinstance(refusal, WrongMethod):
        headers["allow"] = refusal.allowed
    if isinstance(refusal, errors.Unavailable | errors.TimedOut | errors.Locked | errors.TooManyRequests):
        headers["retry-after"] = str(refusal.retry_after)  # whole seconds: a date crashes wxc-sdk
    return status, msgspec.json.encode(body), headers
