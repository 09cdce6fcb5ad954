"""Makes the messages beside it. See README.md."""
import email.message
import email.encoders
import email.mime.application
import email.mime.multipart
import email.policy
import mailbox
import os
import sys

DATE = "Mon, 06 May 2024 07:08:09 +0200"


def head(m, subject, to="Ann Lie <ann@lie.example>"):
    m["Received"] = "from mx.moe.example (mx.moe.example [203.0.113.7]) by in.lie.example; " + DATE
    m["From"] = "Jürgen Moe <jm@moe.example>"
    m["To"] = to
    m["Subject"] = subject
    m["Date"] = DATE
    m["Message-ID"] = "<1234.5678@moe.example>"
    return m


def letter():
    m = head(email.message.EmailMessage(), "Ihre Prüfung – Ergebnis für Ann Lie und alle anderen, die es angeht, im Mai")
    m.set_content("Grüße aus Köln.\nMy number is 078-05-1120, and the line is so long that it has to be broken somewhere in the middle of it.\n", cte="quoted-printable")
    m.add_alternative("<p>Gr&uuml;&szlig;e, <b>call</b> 555-0100</p>", subtype="html")
    m.add_attachment("name,mail\nBo Moe,bo@moe.example\n", subtype="csv", filename="liste – mai.csv")
    m.add_attachment(b"%PDF-1.4 not really", maintype="application", subtype="pdf", filename="a.pdf")
    return m


def forwarded():
    inner = head(email.message.EmailMessage(), "inner")
    inner.set_content("Inside: inner@lie.example\n", charset="iso-8859-1", cte="8bit")
    inner.add_attachment(b"\x00\x01\x02", maintype="application", subtype="octet-stream", filename="raw.bin")
    m = head(email.message.EmailMessage(), "Fwd")
    m.set_content("see below\n")
    m.add_attachment(inner)
    return m


def encrypted():
    m = head(email.mime.multipart.MIMEMultipart("encrypted", protocol="application/pgp-encrypted", policy=email.policy.default), "secret")
    m.attach(email.mime.application.MIMEApplication(b"Version: 1\n", "pgp-encrypted", email.encoders.encode_7or8bit))
    m.attach(email.mime.application.MIMEApplication(b"-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n", "octet-stream", email.encoders.encode_7or8bit))
    return m


def smime():
    m = head(email.message.EmailMessage(), "sealed")
    m.set_content(b"\x30\x80", maintype="application", subtype="pkcs7-mime", params={"smime-type": "enveloped-data"}, filename="smime.p7m")
    return m


def japanese():
    m = head(email.message.EmailMessage(), "こんにちは")
    m.set_content("山田太郎 taro@yamada.example\n", charset="iso-2022-jp")
    return m


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.abspath(sys.argv[0])))
    import random
    random.seed(1)  # boundaries
    for name, make in (("letter", letter), ("forwarded", forwarded), ("encrypted", encrypted), ("smime", smime), ("japanese", japanese)):
        with open(name + ".eml", "wb") as f:
            f.write(make().as_bytes(policy=email.policy.SMTP if name == "letter" else email.policy.default))
    if os.path.exists("box.mbox"):
        os.remove("box.mbox")
    box = mailbox.mbox("box.mbox")
    for make in (japanese, letter, forwarded):
        message = mailbox.mboxMessage(make())
        message.set_from("jm@moe.example Mon May  6 07:08:09 2024")
        box.add(message)
    quoted = head(email.message.EmailMessage(), "quoted")
    quoted.set_content("One\n\nFrom here on it is 10:00 in 2024\n")
    message = mailbox.mboxMessage(quoted)
    message.set_from("jm@moe.example Mon May  6 07:08:09 2024")
    box.add(message)
    box.close()
