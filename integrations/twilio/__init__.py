"""WhatsApp through Twilio: how messages leave, and how what Twilio posts to us is read."""
