"""Passwords, tokens and signatures: the few places where cryptography is used, each with its source."""

import asyncio
import hashlib
import hmac
import os
import secrets
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import argon2
import bcrypt
import jwt
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mingle.kernel import clock

T = TypeVar("T")

# OWASP's first choice for Argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
ARGON2_MEMORY_KIB: Final = 19_456
ARGON2_PASSES: Final = 2
ARGON2_LANES: Final = 1

HASHING_NICENESS: Final = 10

TOKEN_BYTES: Final = 32
KEY_PERIOD: Final = timedelta(days=30)
ALGORITHM: Final = "HS256"
SEAL_VERSION: Final = b"\x01"
NONCE_BYTES: Final = 12


class BadSignature(Exception):
    """The token was not signed by us for this, or its time is over."""


class BadSeal(Exception):
    """What was sealed is damaged, is another's, or was sealed with another secret."""


class Passwords:
    """Hashes and checks passwords with Argon2id (RFC 9106), on threads of their own.

    No more run at a time than there are cores, so that a thousand sign-ups wait for each other and not everybody for
    them; each takes 19 MiB while it runs.
    """

    def __init__(self) -> None:
        self._argon2 = argon2.PasswordHasher(
            time_cost=ARGON2_PASSES, memory_cost=ARGON2_MEMORY_KIB, parallelism=ARGON2_LANES
        )
        self._threads = ThreadPoolExecutor(os.cpu_count() or 2, "passwords", initializer=_give_way)
        # Checked when there is no account, so that the answer takes as long as with one.
        self._nobodys_hash = self._argon2.hash(secrets.token_hex())

    async def hash(self, password: str) -> str:
        """The hash to keep."""
        return await self._on_thread(self._argon2.hash, password)

    async def matches(self, password: str, hashed: str | None) -> bool:
        """Whether the password is the one; it takes equally long when there is none to compare with."""
        matched = await self._on_thread(self._check, password, hashed or self._nobodys_hash)
        return matched and hashed is not None

    async def in_turn(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do other slow work about a password on the same threads, so that a crowd has no more of them for it."""
        return await self._on_thread(work, *arguments)

    def is_weak(self, hashed: str) -> bool:
        """Whether the hash was made with less care than is taken now, and should be made anew at the next sign-in."""
        return not hashed.startswith("$argon2id$") or self._argon2.check_needs_rehash(hashed)

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _check(self, password: str, hashed: str) -> bool:
        if hashed.startswith("$2"):  # accounts that came from systems which used bcrypt
            return bcrypt.checkpw(password.encode()[:72], hashed.encode())
        try:
            return self._argon2.verify(hashed, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False

    async def _on_thread(self, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)


def _give_way() -> None:
    """Let whoever waits for an answer go before a hash. On Linux each thread has a niceness of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), HASHING_NICENESS)


def new_token() -> str:
    """A secret of 256 bits, as 43 url-safe characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """What is kept of a token: it has 256 random bits, so a plain SHA-256 cannot be guessed backwards."""
    return hashlib.sha256(token.encode()).digest()


def new_code(digits: int = 6) -> str:
    """A code for people to type."""
    return f"{secrets.randbelow(10**digits):0{digits}}"


class Signer:
    """Signs short-lived tokens (JWT, RFC 7519, with the advice of RFC 8725).

    The key of each 30 days is derived from the secret, so keys rotate without being stored or handed around; a token
    names its key, and only the key of now and the one before are accepted.
    """

    def __init__(self, secret: str, issuer: str) -> None:
        self._secret = secret.encode()
        self._digest_keys: dict[str, bytes] = {}
        self._issuer = issuer

    def sign(self, kind: str, claims: dict[str, Any], lifetime: timedelta) -> str:
        """A token of a kind (its audience) with claims of its own."""
        now = clock.now()
        period = _period(now)
        payload = {**claims, "iss": self._issuer, "aud": kind, "iat": now, "exp": now + lifetime}
        return jwt.encode(payload, self._key(period), ALGORITHM, headers={"kid": str(period), "typ": f"{kind}+jwt"})

    def verify(self, kind: str, token: str) -> dict[str, Any]:
        """The claims of a token of that kind.

        Raises:
            BadSignature: whatever is wrong with it.
        """
        try:
            header = jwt.get_unverified_header(token)
            period = int(header.get("kid", ""))
            now = clock.now()
            if header.get("typ") != f"{kind}+jwt" or period not in (_period(now), _period(now) - 1):
                raise BadSignature
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(period),
                algorithms=[ALGORITHM],
                audience=kind,
                issuer=self._issuer,
                options={"require": ["exp", "iat", "aud", "iss"], "verify_exp": False, "verify_iat": False},
            )
            # PyJWT reads the system's clock; ours can be moved by tests.
            if int(claims["exp"]) <= now.timestamp():
                raise BadSignature
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise BadSignature from error
        return claims

    def digest(self, purpose: str, text: str) -> bytes:
        """A keyed hash, for what is too short to be hashed plainly (codes, addresses): only this server can make it."""
        key = self._digest_keys.get(purpose)
        if key is None:
            key = self._digest_keys[purpose] = hmac.digest(self._secret, f"digest:{purpose}".encode(), "sha256")
        return hmac.digest(key, text.encode(), "sha256")

    def seal(self, purpose: str, owner: str, plain: bytes) -> bytes:
        """Encrypt what must be read again (AES-256-GCM, NIST SP 800-38D), so that a copy of the database is no use.

        It opens only for the same purpose and owner, so nobody can put one row's secret into another.
        """
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self._sealing_key(purpose)).encrypt(nonce, plain, owner.encode())
        return SEAL_VERSION + nonce + sealed

    def unseal(self, purpose: str, owner: str, sealed: bytes) -> bytes:
        """What `seal` was given.

        Raises:
            BadSeal: it was not sealed by us for this.
        """
        version, nonce, text = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            if version != SEAL_VERSION:
                raise BadSeal
            return AESGCM(self._sealing_key(purpose)).decrypt(nonce, text, owner.encode())
        except (InvalidTag, ValueError) as error:
            raise BadSeal from error

    def _sealing_key(self, purpose: str) -> bytes:
        return hmac.digest(self._secret, f"seal:{purpose}".encode(), "sha256")

    def _key(self, period: int) -> bytes:
        return hmac.digest(self._secret, f"signing:{period}".encode(), "sha256")


def _period(moment: datetime) -> int:
    return int(moment.timestamp() // KEY_PERIOD.total_seconds())
