"""A stand-in that speaks Razorpay's wire protocol: its API, the page where people pay, its webhooks.

It lives in the sandbox, at the same address. Nothing is imported here: the sandbox's state holds the books of this one.
"""
