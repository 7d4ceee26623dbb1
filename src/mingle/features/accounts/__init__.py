"""Accounts: who somebody is, how they come in, which devices they are signed in on, and how all of that ends.

Everybody begins here: guests who say a name and an age, and permanent accounts with a username, an address and a
password, passkeys, and codes from an app beside the password. Others use `authenticate` and `open_callers` (who sends
a request), `require_recent_factor` (before what weighs much), `update_person` and `request_deletion` (for profiles),
`ban` and `unban` (for moderation), and `staff` (for the command line: who moderates and administers).
"""

from mingle.features.accounts import jobs, personal, staff, way_jobs
from mingle.features.accounts.address_http import AddressController
from mingle.features.accounts.errors import StepUpRequired
from mingle.features.accounts.factor_http import FactorController
from mingle.features.accounts.factors import require_recent_factor
from mingle.features.accounts.http import AnyRequest, AuthController, device_of
from mingle.features.accounts.identity_http import IdentityController, ProviderController
from mingle.features.accounts.models import Device, DisplayName, Gender
from mingle.features.accounts.passkey_http import PasskeyController
from mingle.features.accounts.phone_http import PhoneController
from mingle.features.accounts.policy import age_on
from mingle.features.accounts.seed import seed_accounts
from mingle.features.accounts.service import ban, request_deletion, unban, update_person
from mingle.features.accounts.tokens import authenticate, authenticate_socket, open_callers
from mingle.kernel.feature import Feature

ACCOUNTS = Feature(
    "accounts",
    routes=[
        AuthController,
        FactorController,
        PasskeyController,
        ProviderController,
        IdentityController,
        PhoneController,
        AddressController,
    ],
    jobs=[
        jobs.send_welcome,
        jobs.send_reset,
        jobs.send_password_changed,
        jobs.send_factor_changed,
        jobs.send_deletion_requested,
        jobs.forget,
        *way_jobs.JOBS,
    ],
    seed=seed_accounts,
    personal=personal.TABLES,
    impersonal=personal.IMPERSONAL,
)

__all__ = [
    "ACCOUNTS",
    "AnyRequest",
    "Device",
    "DisplayName",
    "Gender",
    "StepUpRequired",
    "age_on",
    "authenticate",
    "authenticate_socket",
    "ban",
    "device_of",
    "open_callers",
    "request_deletion",
    "require_recent_factor",
    "staff",
    "unban",
    "update_person",
]
