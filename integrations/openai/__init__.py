"""A model somewhere else that writes answers, over the chat-completions wire format of OpenAI and many others."""
