"""`boloastro sandbox`: a stand-in that speaks Twilio's and Razorpay's protocols, with phones on a page."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from engine.charts.library import Library
from server.cli.library import read_flows
from server.setting_rules import parts_of
from server.settings import Settings
from server.wiring import SystemClock, sandbox

_HOST = "127.0.0.1"
_PORT = 4010
_PEOPLE = (("Asha", "+919800000001", None), ("रवि", "+919800000002", None), ("Meera", None, "IN.4566546130240823"))
_NEEDED = {
    "TWILIO_ACCOUNT_SID": "AC and 32 hexadecimal digits, which may be made up",
    "TWILIO_AUTH_TOKEN": "a text of your own",
    "TWILIO_WHATSAPP_NUMBER": "such as whatsapp:+14155238886",
}


@click.command(name="sandbox")
@click.option("--host", default=_HOST, show_default=True, help="Where to listen; leave it, and nobody else gets in.")
@click.option("--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="0 takes a free one.")
@click.option("--bot-url", help="Where the bot is. [default: PUBLIC_BASE_URL, or http://127.0.0.1:8000]")
@click.option("--fallback-url", help="The whole address that is called when the bot does not take a message.")
@click.option("--retries", default="", metavar="FRAGMENT", help="Twilio's connection overrides, such as rc=2&rp=all.")
@click.option(
    "--clock-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Turned for the bot. [default: BOLOASTRO_CLOCK]",
)
def serve_sandbox(
    host: str, port: int, bot_url: str | None, fallback_url: str | None, retries: str, clock_file: Path | None
) -> None:
    """Try the bot without Twilio and Razorpay: phones on a web page, a checkout, faults to order, a clock to turn.

    The bot needs the same TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_WHATSAPP_NUMBER, and the addresses that are
    printed; to sell, the same RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET and RAZORPAY_WEBHOOK_SECRET. Everything is in memory
    only.
    """
    settings = Settings()
    bot = (bot_url or settings.public_base_url or "http://127.0.0.1:8000").rstrip("/")
    webhook = f"{bot}/webhooks/twilio" + (f"#{retries}" if retries else "")
    clock = sandbox.SandboxClock(SystemClock(), clock_file or settings.clock)
    doors = sandbox.Doors(webhook=webhook, fallback=fallback_url)
    merchant = _merchant(settings, bot)
    state = sandbox.Sandbox(_account(settings), doors, clock, sandbox.RandomSids(), sandbox.Pace(), merchant)
    know_templates(state, read_flows(settings.flows)[0])
    for name, number, user in _PEOPLE:
        state.add_person(name, number, user)
    ended = _ended_by_signal()
    with sandbox.SandboxServer(state, host, port) as server:
        _tell(server.url, bot, sells=merchant is not None)
        while not ended.wait(1.0):
            pass


def know_templates(state: sandbox.Sandbox, library: Library) -> None:
    """Let the sandbox know the templates of the flows. ClickException for one that WhatsApp would not approve."""
    for approved in library.templates.values():
        for language, text in approved.texts.items():
            try:
                sandbox.add_template(state, text.content, language, {"twilio/text": {"body": text.text}}, {})
            except ValueError as error:
                raise click.ClickException(f"template {approved.name} in {language}: {error}") from None


def _account(settings: Settings) -> sandbox.Account:
    values = (settings.twilio_account_sid, settings.twilio_tokens, settings.twilio_whatsapp_number)
    missing = [name for name, value in zip(_NEEDED, values, strict=True) if not value]
    if missing:
        lines = "\n".join(f"  {name}: {_NEEDED[name]}" for name in missing)
        raise click.ClickException(f"these settings are missing, and the bot must have the same:\n{lines}")
    number = (settings.twilio_whatsapp_number or "").removeprefix("whatsapp:")
    return sandbox.Account(sid=settings.twilio_account_sid or "", tokens=settings.twilio_tokens, number=number)


def _merchant(settings: Settings, bot: str) -> sandbox.Merchant | None:
    """Ours at Razorpay; None without all three settings. Of several secrets, parted by commas, the first is used."""
    keys, hooks = parts_of(settings.razorpay_key_secret), parts_of(settings.razorpay_webhook_secret)
    if not settings.razorpay_key_id or not keys or not hooks:
        return None
    try:
        return sandbox.Merchant(
            key_id=settings.razorpay_key_id, key_secrets=keys, webhook_secrets=hooks, webhook=f"{bot}/webhooks/razorpay"
        )
    except ValueError as error:
        raise click.ClickException(f"RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET, RAZORPAY_WEBHOOK_SECRET: {error}") from None


def _tell(url: str, bot: str, *, sells: bool) -> None:
    click.echo(f"The phones are at {url}/\nThe bot is called at {bot}, and needs:")
    for part in ("API", "CONTENT", "MESSAGING"):
        click.echo(f"  TWILIO_{part}_BASE_URL={url}")
    if sells:
        click.echo(f"  RAZORPAY_API_BASE_URL={url}")
    else:
        click.echo("Nothing can be sold without RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET and RAZORPAY_WEBHOOK_SECRET.")


def _ended_by_signal() -> threading.Event:
    """Set by SIGTERM and Ctrl-C."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: ended.set())
    return ended
