"""An authenticator in software: makes passkeys and answers challenges as WebAuthn says, and wrongly when asked to."""

import base64
import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """One passkey on one device. What it says of itself can be changed, to lie."""

    origin: str
    counter: int = 0
    flags: int = PRESENT | VERIFIED
    cross_origin: bool = False
    rp_id: str = ""
    """Another site's, where it is set."""
    user_handle: str | None = ""
    """Another account's, where it is set."""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """As `navigator.credentials.create`."""
        self.user_handle = self.user_handle or options["user"]["id"]
        data = self._authenticator_data(options["rp"]["id"], self.flags | ATTESTED)
        data += bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + self._public_key()
        attestation: dict[str, Any] = {"fmt": "none", "attStmt": {}, "authData": data}
        return self._credential(
            {
                "clientDataJSON": base64url(self._client_data("webauthn.create", options["challenge"])),
                "attestationObject": base64url(cbor2.dumps(attestation)),
                "transports": ["internal"],
            }
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """As `navigator.credentials.get`."""
        data = self._authenticator_data(options["rpId"], self.flags)
        client_data = self._client_data("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": base64url(client_data),
            "authenticatorData": base64url(data),
            "signature": base64url(signature),
        }
        return self._credential(response if self.user_handle is None else {**response, "userHandle": self.user_handle})

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        name = base64url(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.cross_origin}
        return json.dumps(said).encode()

    def _authenticator_data(self, rp_id: str, flags: int) -> bytes:
        return hashlib.sha256((self.rp_id or rp_id).encode()).digest() + struct.pack(">BI", flags, self.counter)

    def _public_key(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
