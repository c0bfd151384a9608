"""A mail relay of its own (aiosmtpd), read by Python's own mail parser and dkimpy: nothing here was written with the hub.

Arguments: certificate, key, file of the DKIM public key (base64), user, password. Prints its port, then each mail as a
line of JSON. Recipients that begin with "nobody" are refused, with "later" put off.
"""
import asyncio
import email
import email.policy
import json
import logging
import ssl
import sys

import dkim
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, SMTP

# What it thinks of a client that hangs up is not the test's business.
logging.disable(logging.CRITICAL)

certificate, key, dkim_key, user, password = sys.argv[1:6]
public_key = open(dkim_key).read().strip()


def say(value):
    print(json.dumps(value), flush=True)


def in_dns(name, timeout=5):
    return b"v=DKIM1; k=rsa; p=" + public_key.encode()


class Mailbox:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later"):
            return "450 4.2.0 greylisted, try again in 90 seconds"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        plain = mail.get_body(preferencelist=("plain",))
        html = mail.get_body(preferencelist=("html",))
        pages = [part for part in mail.iter_attachments()]
        say(
            {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "tls": session.ssl is not None,
                "signedIn": session.authenticated,
                "rawSubject": [l for l in envelope.content.decode("ascii").split("\r\n") if l.startswith("Subject:")],
                "headers": {name.lower(): value for name, value in mail.items()},
                "plain": plain.get_content() if plain else None,
                "html": html.get_content() if html else None,
                "pages": [[p.get_content_type(), p.get_content()[:5].decode()] for p in pages],
                "defects": [str(d) for d in mail.defects],
                "dkim": dkim.verify(envelope.content, dnsfunc=in_dns),
                "dkimChanged": dkim.verify(envelope.content.replace(b"List-Unsubscribe-Post: List", b"List-Unsubscribe-Post: Last"), dnsfunc=in_dns),
            }
        )
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == user.encode() and data.password == password.encode()
    return AuthResult(success=good, handled=good)


class Relay(Controller):
    def factory(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return SMTP(
            self.handler,
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            auth_require_tls=True,
            authenticator=authenticate,
            hostname="relay.example",
        )


def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


port = free_port()
relay = Relay(Mailbox(), hostname="127.0.0.1", port=port)
relay.start()
say({"port": port})
# Ends with whoever started it.
sys.stdin.read()
relay.stop()
