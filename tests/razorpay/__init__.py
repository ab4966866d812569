"""Razorpay: what is asked of it, what is made of its answers, and what comes in at its door."""
