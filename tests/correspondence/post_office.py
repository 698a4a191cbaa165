"""A mail server on this machine that misbehaves when and as it is told, and notes what it got."""

import contextlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

SILENT = "(say nothing)"
DROP = "(hang up)"
DRIP = "(one letter at a time)"


@dataclass
class Received:
    sender: str
    recipients: list[str]
    data: bytes


@dataclass
class PostOffice:
    """Each field is the answer at that point, or a list of answers for one try after another.

    The last of a list is repeated. `dot` is the answer to the whole text.
    """

    greeting: str | list[str] = "220 post office"
    mail: str | list[str] = "250 2.1.0 sender ok"
    rcpt: str | list[str] = "250 2.1.5 recipient ok"
    data: str | list[str] = "354 go on"
    dot: str | list[str] = "250 2.0.0 queued as 41"
    rset: str | list[str] = "250 flushed"
    quit: str | list[str] = "221 bye"
    auth: str | list[str] = "235 welcome"
    starttls: str | list[str] = "220 begin"
    extensions: tuple[str, ...] = ("SIZE 1000000",)
    certificate: Path | None = None  # its key beside it, as .key
    tls_at_once: bool = False

    connections: int = 0
    commands: list[str] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)  # all that reached the final dot

    def __enter__(self) -> Self:
        self._closing = threading.Event()
        self._visits: list[_Visit] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._listen)]
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
        self._listener.close()
        for visit in self._visits:
            visit.hang_up()
        for thread in self._threads:
            thread.join()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def said(self, verb: str) -> list[str]:
        return [command for command in self.commands if command.upper().startswith(verb)]

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=[client])
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(5)
        with contextlib.suppress(OSError), contextlib.closing(_Visit(self, client)) as visit:
            self._visits.append(visit)
            if self.tls_at_once:
                visit.encrypt()
            visit.talk()

    def next_answer(self, point: str) -> str:
        answers = getattr(self, point)
        if isinstance(answers, str):
            return answers
        return str(answers.pop(0) if len(answers) > 1 else answers[0])


class _HungUp(OSError):
    pass


class _Visit:
    """One connection, from the greeting to whatever ends it."""

    def __init__(self, office: PostOffice, client: socket.socket) -> None:
        self.office = office
        self.client = client
        self.lines = client.makefile("rb")
        self.encrypted = False
        self.sender = ""
        self.recipients: list[str] = []

    def close(self) -> None:
        self.lines.close()
        self.client.close()

    def hang_up(self) -> None:
        """Wake the visit's thread, which may be reading."""
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self.client, socket.SHUT_RDWR)

    def encrypt(self) -> None:
        assert self.office.certificate
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(
            self.office.certificate, self.office.certificate.with_suffix(".key")
        )
        self.lines.close()
        self.client = context.wrap_socket(self.client, server_side=True)
        self.lines = self.client.makefile("rb")
        self.encrypted = True

    def answer(self, point: str) -> str:
        answer = self.office.next_answer(point)
        if answer == DROP:
            raise _HungUp
        if answer == SILENT:
            self.office._closing.wait(5)
            raise _HungUp
        if answer == DRIP:
            self.drip()
        self.client.sendall(answer.encode() + b"\r\n")
        return answer

    def drip(self) -> None:
        while not self.office._closing.wait(0.05):
            self.client.sendall(b"2")
        raise _HungUp

    def talk(self) -> None:
        self.answer("greeting")
        while line := self.lines.readline():  # not a for: TLS puts another file in its place
            command = line.decode("latin-1").rstrip("\r\n")
            self.office.commands.append(command)
            self.obey(command, command.split(" ")[0].upper())

    def obey(self, command: str, verb: str) -> None:
        match verb:
            case "EHLO":
                self.greet_back()
            case "MAIL":
                self.sender, self.recipients = _path(command), []
                self.answer("mail")
            case "RCPT":
                if self.answer("rcpt").startswith("250"):
                    self.recipients.append(_path(command))
            case "DATA":
                self.take_text()
            case "STARTTLS":
                if self.answer("starttls").startswith("220"):
                    self.encrypt()
            case "RSET" | "QUIT" | "AUTH":
                if self.answer(verb.lower()).startswith("221"):
                    raise _HungUp
            case _:
                self.client.sendall(b"502 not known here\r\n")

    def greet_back(self) -> None:
        offers = [name for name in self.office.extensions if not (self.encrypted and "TLS" in name)]
        lines = ["post office", *offers]
        marks = ["-"] * (len(lines) - 1) + [" "]
        text = "".join(f"250{mark}{line}\r\n" for mark, line in zip(marks, lines, strict=True))
        self.client.sendall(text.encode())

    def take_text(self) -> None:
        if not self.answer("data").startswith("354"):
            return
        text = b"".join(self.undotted())
        self.office.received.append(Received(self.sender, self.recipients, text))
        self.answer("dot")

    def undotted(self) -> Iterator[bytes]:
        for line in self.lines:
            if line == b".\r\n":
                return
            yield line.removeprefix(b".")
        raise _HungUp


def _path(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]


# Certificates

_CA = """
[ca]
default_ca = d
[d]
dir = .
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = p
copy_extensions = copy
unique_subject = no
[p]
commonName = supplied
"""


def make_certificate(folder: Path, name: str, host: str, ends: str = "20491231235959Z") -> Path:
    """Write a self-signed certificate for `host` and its key, and return the certificate's path."""
    (folder / "index.txt").write_text("")
    (folder / "ca.cnf").write_text(_CA)
    key = f"-keyout {name}.key -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    asked = f"-subj /CN={host} -addext subjectAltName=DNS:{host} -out {name}.csr"
    signed = f"-selfsign -keyfile {name}.key -in {name}.csr -out {name}.pem"
    dates = f"-startdate 20200101000000Z -enddate {ends}"
    for command in (
        f"openssl req -new {key} {asked}",
        f"openssl ca -batch -notext -config ca.cnf {signed} {dates}",
    ):
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder / f"{name}.pem"
