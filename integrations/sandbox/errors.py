"""What Twilio says no with: a status, a code of its own and a sentence."""

from __future__ import annotations

from collections.abc import Mapping


class TwilioRefusal(Exception):
    """A request that is refused at once. `status` is HTTP's, `code` is Twilio's."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status

    def body(self) -> Mapping[str, object]:
        """The refusal in Twilio's own shape."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def not_found(path: str) -> TwilioRefusal:
    """There is nothing there, or it belongs to another account."""
    return TwilioRefusal(20404, f"The requested resource {path} was not found", 404)


def not_authenticated() -> TwilioRefusal:
    """Account sid and token do not fit together."""
    return TwilioRefusal(20003, "Authenticate", 401)


def not_allowed() -> TwilioRefusal:
    """The address exists, but not for this verb."""
    return TwilioRefusal(20004, "Method not allowed", 405)


FAILURES: Mapping[int, str] = {
    11200: "HTTP retrieval failure",
    11750: "TwiML response body too large",
    12100: "Document parse failure",
    12300: "Invalid Content-Type",
    20429: "Too Many Requests",
    21610: "Attempt to send to unsubscribed recipient",
    30001: "Queue overflow",
    63003: "Channel could not find To address",
    63005: "Channel did not accept given content",
    63012: "Channel provider returned an internal service error",
    63013: "This message send failed because it violates Channel provider's policy",
    63016: "Failed to send freeform message because you are outside the allowed window",
    63018: "Rate limit exceeded for Channel",
    63019: "Media failed to download",
    63020: "Twilio encountered a Business Manager account error",
    63021: "Channel invalid content error",
    63022: "Invalid vname certificate",
    63023: "Channel generic error",
    63024: "Invalid message recipient",
    63028: "Number of parameters provided does not match the expected number of parameters",
    63032: "User is not eligible for the message",
    63038: "Account exceeded the daily messages limit",
    63049: "Meta chose not to deliver this marketing message",
}
"""How Twilio words what goes wrong later than the request."""


def wording(code: int) -> str:
    """The sentence that goes with a code."""
    return FAILURES.get(code, "Unknown error")
