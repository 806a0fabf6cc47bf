"""Everything that can be refused, in domain words and without a status number.

A refusal is a request that is answered with an error on purpose; anything else that is raised is a bug.
The number of each refusal stands once for HTTP, in `callpark.api.refusals`.
"""

import unicodedata

LOCK_RETRY_MOST = 60  # a lock may be taken off before its time


def shown(value: object) -> str:
    """Somebody else's text made fit for a message: no control characters, at most 80 characters."""
    text = "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c)[0] == "C" else c for c in str(value))
    return text if len(text) <= 80 else text[:79] + "…"


class CallParkError(Exception):
    """The root of all refusals. Its text is a sentence for whoever sent the request."""

    @property
    def message(self) -> str:
        return str(self)


# --- the request itself is wrong ----------------------------------------------------------------------------


class Invalid(CallParkError):
    """The request is wrong in itself; sending it again will not help."""


class MissingField(Invalid):
    def __init__(self, field: str) -> None:
        super().__init__(f"Missing Mandatory field name: {field}")


class InvalidValue(Invalid):
    """`remedy` is a whole sentence that says what the field takes."""

    def __init__(self, field: str, remedy: str) -> None:
        super().__init__(f"Invalid field value: {field}. {remedy}")
        self.field, self.remedy = field, remedy


class MalformedBody(Invalid):
    pass


class WrongLength(Invalid):
    def __init__(self, field: str, least: int, most: int, unit: str = "characters") -> None:
        super().__init__(f"{field} cannot be less than {least} or greater than {most} {unit}.")


class NotDigits(Invalid):
    def __init__(self, field: str) -> None:
        super().__init__(f"Invalid field value: {field}. An extension is made of digits only.")


class HuntGroupRequired(Invalid):
    def __init__(self) -> None:
        super().__init__(
            "Alternate Recall User is required when Recall To is set to Alternate User First then Parking User "
            "or Alternate User Only. Set recall.huntGroupId to a hunt group of the location."
        )


class UnknownReference(Invalid):
    """A body names something that is not there, or not where it has to be."""

    def __init__(self, field: str, what: str, where: str = "organization") -> None:
        super().__init__(f"Invalid field value: {field}. There is no such {what} in this {where}.")


class UnknownAgent(UnknownReference):
    def __init__(self, field: str, public_id: str) -> None:
        Invalid.__init__(
            self,
            f"User not found: {shown(public_id)} ({field}). "
            "Give the id of a person, workspace or virtual line with calling.",
        )


class OfAnotherLocation(Invalid):
    def __init__(self, field: str, what: str) -> None:
        super().__init__(f"Invalid field value: {field}. The {what} belongs to another location.")


class NumberNotInLocation(Invalid):
    def __init__(self, field: str, number: str) -> None:
        super().__init__(
            f"Invalid field value: {field}. {shown(number)} is not among the location's numbers: add it there first."
        )


class CallingRequired(Invalid):
    """A parameter that only makes sense with calling data was used without asking for it."""

    def __init__(self) -> None:
        super().__init__("Calling flag not set: locationId needs callingData=true.")


# --- who asks ------------------------------------------------------------------------------------------------


class NotAuthenticated(CallParkError):
    def __init__(self, message: str = "The request carries no valid access token.") -> None:
        super().__init__(message)


class InvalidToken(NotAuthenticated):
    def __init__(self) -> None:
        super().__init__("The access token is unknown, revoked or expired.")


class NotAllowed(CallParkError):
    pass


class MissingScope(NotAllowed):
    """`scopes`: one of them is needed."""

    def __init__(self, scopes: list[str], operation: str) -> None:
        super().__init__(f"The token lacks the scope {' or '.join(scopes)}, which is needed to {operation}.")
        self.scopes = scopes


class TooManyRequests(CallParkError):
    """`retry_after` in whole seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__("Too many requests were sent with this token in too short a time. Try again later.")
        self.retry_after = seconds


class TooManyGuesses(TooManyRequests):
    def __init__(self, seconds: int) -> None:
        CallParkError.__init__(
            self, "Too many requests with a wrong access token came from this address. Try again later."
        )
        self.retry_after = seconds


# --- what is asked for is not there -------------------------------------------------------------------------


class NotFound(CallParkError):
    pass


class NoSuchLocation(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no such location, or calling is not enabled for it.")


class NoSuchCallPark(NotFound):
    """`renamed` is the name and the id of the call park that once had this name, if it has another one now."""

    def __init__(self, name: str, renamed: tuple[str, str] | None = None) -> None:
        message = f"The Call Park group does not exist: {shown(name)}"
        if renamed:
            message += f". It was renamed: it is called {shown(renamed[0])!r} now and has the id {renamed[1]}"
        super().__init__(message)


class NoSuchLine(NotFound):
    """A person, workspace or virtual line named by the path."""

    def __init__(self, public_id: str) -> None:
        super().__init__(f"User not found: {shown(public_id)}")


class NoSuchThing(NotFound):
    """Anything else that a path names: `what` is the glossary's word for it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}.")


# --- it contradicts what is there ---------------------------------------------------------------------------


class Conflict(CallParkError):
    """The request is fine in itself, but what is stored stands in its way."""


class NameTaken(Conflict):
    def __init__(self, what: str, name: str) -> None:
        super().__init__(f"name: a {what} named {shown(name)!r} exists already. Choose another name.")


class ExtensionTaken(Conflict):
    def __init__(self, extension: str) -> None:
        super().__init__(f"extension: {shown(extension)} is in use in this location. Choose another extension.")


class NumberTaken(Conflict):
    def __init__(self, number: str) -> None:
        super().__init__(f"phoneNumbers: {shown(number)} is in use. Choose another number.")


class EmailTaken(Conflict):
    def __init__(self, email: str) -> None:
        super().__init__(f"emails: {shown(email)} belongs to another person of the organization.")


class AgentInAnotherCallPark(Conflict):
    def __init__(self, field: str, call_park: str) -> None:
        super().__init__(
            f"{field}: already an agent of the call park {shown(call_park)!r}. Remove it there first; "
            "GET …/callParks/availableUsers lists who is free."
        )


class ExtensionInAnotherCallPark(Conflict):
    def __init__(self, field: str, call_park: str) -> None:
        super().__init__(f"{field}: already assigned to the call park {shown(call_park)!r}. Remove it there first.")


class LocationInUse(Conflict):
    def __init__(self) -> None:
        super().__init__("The location is in use and can't be deleted. Delete what belongs to it first.")


class NumberInUse(Conflict):
    def __init__(self, field: str, number: str) -> None:
        super().__init__(f"{field}: {shown(number)} is assigned. Remove it from its owner first.")


class NumberIsMain(NumberInUse):
    def __init__(self, field: str, number: str) -> None:
        Conflict.__init__(
            self, f"{field}: {shown(number)} is the main number. Give the location another one in callingLineId first."
        )


class Overtaken(Conflict):
    """Others changed the same things again and again while this request was trying to."""

    def __init__(self) -> None:
        super().__init__("Others were changing the same things at the same time. Read them again and retry.")


class ChangedMeanwhile(Conflict):
    """Somebody edited a call park, and it is not what it was when he began."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else changed this call park while you edited it: the audit trail says what. "
            "What you entered is still here; save it again to have it your way."
        )


class TooLateToUndo(Conflict):
    def __init__(self, minutes: int) -> None:
        super().__init__(
            f"A deleted call park can be brought back for {minutes} minutes. "
            "The audit trail has what it was; make it anew from that."
        )


class KeyReused(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "Idempotency-Key: another request was sent with this key within the last 24 hours. "
            "Use a new key for a new request."
        )


class Locked(CallParkError):
    """The location is locked for maintenance; `retry_after` in whole seconds, at most until the lock ends by itself."""

    def __init__(self, seconds: int) -> None:
        super().__init__("The location is locked for maintenance, so nothing was changed. Try again later.")
        self.retry_after = min(max(seconds, 1), LOCK_RETRY_MOST)


# --- not now -------------------------------------------------------------------------------------------------


class Unavailable(CallParkError):
    """The same request may work after `retry_after` whole seconds."""

    retry_after = 1

    def __init__(self, message: str = "The database can't be reached. Try again later.") -> None:
        super().__init__(message)


class TooManyWaiting(Unavailable):
    def __init__(self) -> None:
        super().__init__("The server is overloaded with requests. Try again later.")


class TimedOut(CallParkError):
    retry_after = 1

    def __init__(self) -> None:
        super().__init__("The database did not answer in time. If your query uses max, try a smaller one.")


# --- what an operator meets at the shell --------------------------------------------------------------------


class OperatorError(CallParkError):
    """The command can't do its work on this machine as it is. `remedy` names the next step."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class DataDirectoryBusy(OperatorError):
    """Another callpark server keeps this data directory."""
