"""One OpenID provider: its addresses, its keys, and what it says of people.

Loaded only where there is one: its libraries take a third of a second.
"""

import asyncio
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, cast
from urllib.parse import quote, urlencode, urlsplit

import httpx
import msgspec
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2 import rfc7636
from authlib.oidc.core import CodeIDToken
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from mingle.kernel import clock
from mingle.kernel.log import get_logger
from mingle.kernel.oidc import Answer, Attempt, ProviderAway, ProviderRefused, Vouched
from mingle.kernel.outbound import ANSWER_SECONDS, client_options
from mingle.setting_forms import FIREBASE_KEYS, OidcProvider

log = get_logger(__name__)

# Signatures that only the provider can make (RFC 8725, section 3.1): with `none` anybody could, with HS256 any client.
ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
FIREBASE_ALGORITHMS: Final = ("RS256",)
KEY_TYPES: Final = ("RSA", "EC", "OKP")
LEEWAY_SECONDS: Final = 30
KEPT: Final = timedelta(hours=1)
"""How long a provider's addresses and keys are believed without asking again."""
REFETCH_PAUSE: Final = timedelta(seconds=30)
"""An unknown key may be a new one, so it is looked for; but not for everybody who makes one up."""
MAX_DOCUMENT_BYTES: Final = 512 * 1024
MAX_TOKEN_LENGTH: Final = 16_384


class Document(msgspec.Struct):
    """What we need of a discovery document (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class Provider:
    """Talks to one provider, and remembers its addresses and keys."""

    def __init__(self, about: OidcProvider, redirect_uri: str) -> None:
        self.about = about
        self._redirect_uri = redirect_uri
        self._document: tuple[datetime, Document] | None = None
        self._keys: tuple[datetime, KeySet] | None = None
        self._refetched_at: datetime | None = None
        self._lock = asyncio.Lock()

    async def begin(self, attempt: Attempt) -> str:
        """Where the browser goes to sign in there.

        Raises:
            ProviderAway: it does not answer.
        """
        document = await self._discover()
        library: Any = rfc7636
        asked: dict[str, str] = {
            "response_type": "code",
            "client_id": self.about.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": " ".join(self.about.scopes),
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": library.create_s256_code_challenge(attempt.verifier),
            "code_challenge_method": "S256",
        }
        separator = "&" if urlsplit(document.authorization_endpoint).query else "?"
        return f"{document.authorization_endpoint}{separator}{urlencode(asked)}"

    async def finish(self, attempt: Attempt, answer: Answer) -> Vouched:
        """Who it is that came back.

        Raises:
            ProviderRefused: the code or what it was exchanged for is not good.
            ProviderAway: it does not answer.
        """
        document = await self._discover()
        if answer.issuer is None and document.authorization_response_iss_parameter_supported:
            raise ProviderRefused
        if answer.issuer is not None and answer.issuer != document.issuer:
            raise ProviderRefused
        tokens = await self._exchange(document, attempt, answer.code)
        id_token, access_token = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(id_token, str):
            raise ProviderRefused
        known = {"nonce": attempt.nonce, "client_id": self.about.client_id, "access_token": access_token}
        claims = await self._verify(id_token, ALGORITHMS, known)
        return _vouched({**await self._ask_about(document, access_token, claims), **claims})

    async def verify_firebase(self, id_token: str) -> Vouched:
        """Who a Firebase ID token is of ("Verify ID tokens using a third-party JWT library" in its documentation).

        Raises:
            ProviderRefused: it is not good.
            ProviderAway: Google's keys cannot be had.
        """
        claims = await self._verify(id_token, FIREBASE_ALGORITHMS, {"client_id": self.about.project})
        signed_in_at = claims.get("auth_time")
        if not isinstance(signed_in_at, int) or signed_in_at > clock.now().timestamp() + LEEWAY_SECONDS:
            raise ProviderRefused
        return _vouched(claims)

    async def _verify(self, token: str, algorithms: Sequence[str], known: dict[str, Any]) -> dict[str, Any]:
        """The claims of an ID token that is good in every respect (OpenID Connect Core 1.0, section 3.1.3.7)."""
        if len(token) > MAX_TOKEN_LENGTH:
            raise ProviderRefused
        try:
            header, payload = await self._check_signature(token, algorithms)
            options = {
                "iss": {"essential": True, "value": self.about.token_issuer},
                "aud": {"essential": True, "value": self.about.audience},
                "sub": {"essential": True},
            }
            library: Any = CodeIDToken
            claims = library(payload, header, options, known)
            claims.validate(now=int(clock.now().timestamp()), leeway=LEEWAY_SECONDS)
            if known.get("nonce") is not None and claims.get("nonce") != known["nonce"]:
                raise ProviderRefused
        except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError, RecursionError) as error:
            log.warning("an ID token was refused", provider=self.about.id, why=type(error).__name__)
            raise ProviderRefused from error
        return dict(claims)

    async def _check_signature(self, token: str, algorithms: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
        header = dict(jws.extract_compact(token.encode()).headers())
        keys = await self._find_keys(header.get("kid"))
        signed = jws.deserialize_compact(token, keys, algorithms=list(algorithms))
        payload = msgspec.json.decode(signed.payload, type=dict[str, Any])
        return header, payload

    async def _find_keys(self, key_id: object) -> KeySet:
        """The provider's keys; fetched again when it may have rotated them."""
        async with self._lock:
            now = clock.now()
            if self._keys is None or now - self._keys[0] > KEPT:
                self._keys = now, await self._fetch_keys()
            elif all(key.kid != key_id for key in self._keys[1].keys) and self._may_refetch(now):
                self._refetched_at = now
                self._keys = now, await self._fetch_keys()
            return self._keys[1]

    def _may_refetch(self, now: datetime) -> bool:
        return self._refetched_at is None or now - self._refetched_at > REFETCH_PAUSE

    async def _fetch_keys(self) -> KeySet:
        url = self.about.jwks_url
        if not url:
            url = FIREBASE_KEYS if self.about.kind == "firebase" else (await self._discover()).jwks_uri
        found = await self._get(url)
        keys = found.get("keys")
        # A shared secret has no place among public keys, and one that is for encryption signs nothing.
        usable = [
            key
            for key in (cast("list[dict[str, Any]]", keys) if isinstance(keys, list) else [])
            if key.get("kty") in KEY_TYPES and key.get("use", "sig") == "sig"
        ]
        if not usable:
            raise ProviderAway
        return KeySet.import_key_set({"keys": cast("Any", usable)})

    async def _discover(self) -> Document:
        now = clock.now()
        if self._document is None or now - self._document[0] > KEPT:
            found = await self._get(f"{self.about.issuer.rstrip('/')}/.well-known/openid-configuration")
            try:
                document = msgspec.convert(found, Document)
            except msgspec.ValidationError as error:
                raise ProviderAway from error
            # RFC 8414, section 3.3: whoever says that they are somebody else is not believed.
            if document.issuer != self.about.issuer or not self._is_safe(document):
                log.error("a provider's discovery document was refused", provider=self.about.id)
                raise ProviderAway
            self._document = now, document
        return self._document[1]

    def _is_safe(self, document: Document) -> bool:
        """Whether everything that it names is spoken to as safely as itself."""
        addresses = (
            document.authorization_endpoint,
            document.token_endpoint,
            document.jwks_uri,
            document.userinfo_endpoint or document.token_endpoint,
        )
        schemes = {"https", urlsplit(self.about.issuer).scheme}
        return all(urlsplit(address).scheme in schemes for address in addresses)

    async def _exchange(self, document: Document, attempt: Attempt, code: str) -> Mapping[str, Any]:
        """The tokens for a code (RFC 6749, section 4.1.3; RFC 7636)."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": attempt.verifier,
        }
        headers = self._authenticate(document, form)
        status, body = await self._call("POST", document.token_endpoint, headers, urlencode(form).encode())
        if 400 <= status < 500:
            reason = body.get("error")
            log.warning("a provider refused a code", provider=self.about.id, why=str(reason)[:60])
            raise ProviderRefused
        if status != 200:
            raise ProviderAway
        return body

    def _authenticate(self, document: Document, form: dict[str, str]) -> dict[str, str]:
        """Say who we are (RFC 6749, section 2.3.1), in the header unless the provider only reads the form."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        client_id, secret = self.about.client_id, self.about.client_secret.get_secret_value()
        if secret and "client_secret_basic" in document.token_endpoint_auth_methods_supported:
            pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
            headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
            return headers
        form["client_id"] = client_id
        if secret:
            form["client_secret"] = secret
        return headers

    async def _ask_about(self, document: Document, access_token: object, claims: dict[str, Any]) -> dict[str, Any]:
        """Name and address, where the ID token does not tell them. Without them one types a little more."""
        wanted = {"profile": "name", "email": "email"}
        is_told = all(claims.get(claim) for scope, claim in wanted.items() if scope in self.about.scopes)
        if is_told or not document.userinfo_endpoint or not isinstance(access_token, str):
            return {}
        try:
            found = await self._get(document.userinfo_endpoint, {"authorization": f"Bearer {access_token}"})
        except ProviderAway:
            return {}
        # OpenID Connect Core 1.0, section 5.3.2: what is said of somebody else is not used.
        return found if found.get("sub") == claims["sub"] else {}

    async def _get(self, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """A JSON document of the provider's."""
        status, body = await self._call("GET", url, headers or {})
        if status != 200:
            raise ProviderAway
        return body

    async def _call(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None = None
    ) -> tuple[int, dict[str, Any]]:
        """The status and the JSON of an answer of the provider's, neither slow nor long."""
        try:
            async with (
                asyncio.timeout(ANSWER_SECONDS),
                httpx.AsyncClient(**client_options()) as client,
                client.stream(
                    method, url, headers={"accept": "application/json", **headers}, content=content
                ) as answer,
            ):
                body = bytearray()
                async for chunk in answer.aiter_bytes():
                    body += chunk
                    if len(body) > MAX_DOCUMENT_BYTES:
                        raise ProviderAway
            return answer.status_code, msgspec.json.decode(bytes(body), type=dict[str, Any])
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError, msgspec.DecodeError) as error:
            log.warning("a provider cannot be reached", provider=self.about.id, why=type(error).__name__)
            raise ProviderAway from error


def _vouched(claims: Mapping[str, Any]) -> Vouched:
    subject = claims["sub"]
    # OpenID Connect Core 1.0, section 2: at most 255 ASCII characters.
    if (
        not isinstance(subject, str)
        or not 0 < len(subject) <= 255
        or not subject.isascii()
        or not subject.isprintable()
    ):
        raise ProviderRefused
    name = claims.get("name") or claims.get("given_name") or claims.get("nickname")
    email = claims.get("email") if claims.get("email_verified") is True else None
    return Vouched(
        issuer=claims["iss"],
        subject=subject,
        name=name if isinstance(name, str) else None,
        email=email if isinstance(email, str) else None,
    )
