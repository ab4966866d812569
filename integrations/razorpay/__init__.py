"""Payments through Razorpay: how links and refunds are asked for, and how what Razorpay posts to us is read."""
