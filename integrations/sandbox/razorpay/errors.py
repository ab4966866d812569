"""What Razorpay says no with: `{"error": {"code", "description", ...}}`, and the statuses that go with it."""

from __future__ import annotations

from collections.abc import Mapping

BAD = "BAD_REQUEST_ERROR"
GATEWAY = "GATEWAY_ERROR"
SERVER = "SERVER_ERROR"
_TROUBLE = "We are facing some trouble completing your request at the moment. Please try again shortly."
_AT_STATUS: Mapping[int, tuple[str, str]] = {
    401: (BAD, "Authentication failed"),
    404: (BAD, "The requested URL was not found on the server."),
    409: (BAD, "Another request with the same idempotency key is still in progress."),
    429: (BAD, "Request failed. Please try after sometime."),
    500: (SERVER, _TROUBLE),
    502: (SERVER, _TROUBLE),
    503: (SERVER, _TROUBLE),
    504: (GATEWAY, "The gateway request to submit payment information timed out. Please submit your details again"),
}


class RazorpayRefusal(Exception):
    """A request that is refused. `status` is HTTP's; `field` is what is wrong; `reason` Razorpay's word for why."""

    def __init__(
        self, description: str, *, status: int = 400, code: str = BAD, field: str | None = None, reason: str = "NA"
    ) -> None:
        super().__init__(description)
        self.description = description
        self.status = status
        self.code = code
        self.field = field
        self.reason = reason

    def body(self) -> Mapping[str, object]:
        """The refusal in Razorpay's own shape: the shortest one knows a code and a description only."""
        if self.status in (401, 429) or self.status >= 500:
            return {"error": {"code": self.code, "description": self.description}}
        told: dict[str, object] = {
            "code": self.code, "description": self.description, "source": "NA", "step": "NA", "reason": self.reason,
            "metadata": {},
        }  # fmt: skip
        if self.reason != "NA":
            told |= {"source": "business", "step": "payment_initiation", "field": self.field}
        return {"error": told}


def invalid(description: str, field: str | None = None, reason: str = "input_validation_failed") -> RazorpayRefusal:
    """Something in the request cannot be so."""
    return RazorpayRefusal(description, field=field, reason=reason)


def unknown_id() -> RazorpayRefusal:
    """There is nothing with this id, or it belongs to another account."""
    return RazorpayRefusal("The id provided does not exist", reason="input_validation_failed")


def at_status(status: int, description: str = "") -> RazorpayRefusal:
    """What is said with a status, whatever was asked."""
    code, words = _AT_STATUS.get(status, (SERVER if status >= 500 else BAD, "Something went wrong"))
    return RazorpayRefusal(description or words, status=status, code=code)
